"""Forbidden names and imports are found in the text, with their line."""

import ast
import time

import pytest

from sandbox.exercises.model import Framework, Rules
from sandbox.exercises.source_rules import RuleBreak, find_rule_break

RULES = Rules(
    torch_functions=("torch.nn.functional.batch_norm", "torch.nn.BatchNorm2d"),
    numpy_forbidden=("numpy.convolve", "numpy.linalg.norm"),
    imports=("scipy",),
)


def found(source: str, framework: Framework = "numpy") -> RuleBreak | None:
    return find_rule_break(ast.parse(source), RULES, framework)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.convolve(a, b)",
        "import numpy\nnumpy.convolve(a, b)",
        "from numpy import convolve",
        "from numpy import convolve as c",
        "from numpy import *\nconvolve(a, b)",
        "import numpy as np\nf = np.convolve",
        "import numpy as np\nn = np\nn.convolve(a, b)",
        "import numpy as np\ngetattr(np, 'convolve')(a, b)",
        "def f():\n    import numpy as hidden\n    return hidden.convolve",
    ],
)
def test_a_forbidden_function_is_found_in_every_spelling(source: str) -> None:
    broken = found(source)
    assert broken is not None
    assert (broken.kind, broken.name) == ("call", "numpy.convolve")


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nfrom numpy import linalg\nlinalg.norm(x)",
        "import numpy.linalg as la\nla.norm(x)",
        "from numpy.linalg import norm",
        "import numpy as np\nla = np.linalg\nla.norm(x)",
        "import numpy.linalg\nnumpy.linalg.norm(x)",
    ],
)
def test_so_is_one_of_a_submodule(source: str) -> None:
    broken = found(source)
    assert broken is not None
    assert broken.name == "numpy.linalg.norm"


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.dot(a, b)",
        "def convolve(a, b): ...\nconvolve(1, 2)",
        "import numpy as np\nx.convolve(a)",
        "'numpy.convolve'",
        "# np.convolve",
        "import scipy.signal\nimport math, itertools\nfrom collections import deque",
        "from __future__ import annotations",
        "np = np\nx = x.y",
        "a = b\nb = a\na.c",
    ],
)
def test_harmless_text_passes(source: str) -> None:
    assert found(source) is None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import os", "os"),
        ("import os.path as p", "os.path"),
        ("from subprocess import run", "subprocess"),
        ("import torch", "torch"),
        ("from . import secrets", "."),
        ("import importlib\nimportlib.import_module('os')", "importlib"),
        ("__import__('os')", "os"),
    ],
)
def test_a_numpy_exercise_imports_only_what_it_may(source: str, name: str) -> None:
    broken = found(source)
    assert broken is not None
    assert (broken.kind, broken.name, broken.line) == ("import", name, 1)


def test_a_torch_exercise_has_its_own_names_and_imports_anything() -> None:
    assert found("import os, numpy as np\nnp.convolve(a, b)", "torch") is None
    layer = found("from torch import nn\n\nlayer = nn.BatchNorm2d(3)", "torch")
    assert layer == RuleBreak(3, "call", "torch.nn.BatchNorm2d")
    function = found("import torch.nn.functional as F\nF.batch_norm(x)", "torch")
    assert function == RuleBreak(2, "call", "torch.nn.functional.batch_norm")


def test_the_first_line_is_told() -> None:
    broken = found("import numpy as np\n\nimport os\nnp.convolve(a, b)")
    assert broken == RuleBreak(3, "import", "os")


HOSTILE = {
    "a long chain of attributes": "a" + ".a" * 1_000,
    "everything imported again and again": "from numpy import *\n" * 1_000 + "a\n" * 10_000,
    "aliases that grow": "x0 = a\n"
    + "".join(f"x{i + 1} = x{i}{'.a' * 15}\n" for i in range(1_000)),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_long_to_search(source: str) -> None:
    tree = ast.parse(source)
    started = time.process_time()
    assert find_rule_break(tree, RULES, "numpy") is None
    assert time.process_time() - started < 2


UNWRAPPED = """
import torch
optimizer = getattr(getattr(torch, "op" + "tim"), "Adam")
step = optimizer.step
{}
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("optimizer.__init__.__globals__['adam']([w], [grad], [m], [v], [], [t])", "__globals__"),
        ("step.__wrapped__(optimizer([w]))", "__wrapped__"),
        ("getattr(step, '__wrapped__')", "__wrapped__"),
        ("attrgetter('__init__.__globals__')(optimizer)", "__globals__"),
        ("vars(step)['__wrapped__']", "__wrapped__"),
        ("__builtins__", "__builtins__"),
        ("object.__subclasses__()", "__subclasses__"),
        ("step.__code__", "__code__"),
        ("step.__closure__[0]", "__closure__"),
        ("match step:\n    case object(__wrapped__=plain): pass", "__wrapped__"),
    ],
)
def test_nothing_reaches_behind_a_function(line: str, name: str) -> None:
    broken = found(UNWRAPPED.format(line), "torch")
    assert broken is not None
    assert (broken.kind, broken.name) == ("call", name)
    assert broken.line >= 5


@pytest.mark.parametrize(
    ("source", "framework", "name"),
    [
        ("import torch\nwith torch._C._DisableTorchDispatch(): pass", "torch",
         "torch._C"),
        ("import torch\ninner = getattr(torch, '_C')", "torch", "torch._C"),
        ("import torch\nfrom torch.utils._python_dispatch import _disable_current_modes as off",
         "torch", "torch.utils._python_dispatch"),
        ("import torch\ntorch._VF.batch_norm(x)", "torch", "torch._VF"),
        ("import numpy as np\nnp._core.multiarray.correlate(a, b)", "numpy", "numpy._core"),
        ("import numpy as np\nnp.core.multiarray.correlate(a, b)", "numpy", "numpy.core"),
    ],
)  # fmt: skip
def test_the_inside_of_a_library_is_closed_where_something_is_forbidden(
    source: str, framework: Framework, name: str
) -> None:
    broken = found(source, framework)
    assert broken is not None
    assert (broken.line, broken.kind) == (2, "call")
    assert broken.name.startswith(name)
    assert find_rule_break(ast.parse(source), Rules(), framework) is None


@pytest.mark.parametrize(
    "source",
    ["import torch\ntorch.__version__\nx._version\nself._C = 1", "core = 1\n_core = core"],
)
def test_private_names_of_ones_own_are_free(source: str) -> None:
    assert found(source, "torch") is None


def test_where_nothing_is_forbidden_there_is_nothing_to_reach() -> None:
    tree = ast.parse("print(solve.__code__)")
    assert find_rule_break(tree, Rules(), "torch") is None


def test_ordinary_special_names_are_free() -> None:
    assert found("class A:\n    def __init__(self):\n        super().__init__()") is None
