"""The allow-list of imports: for the submission's own code, and for nothing else."""

import numpy as np
import pytest

from sandbox.judge.messages import Failure, ProgramRules
from sandbox.tests.judge_contestant.conversation import Contestant, array

RULES = ProgramRules(imports=("numpy", "math", "importlib"))


@pytest.mark.parametrize(
    "statement",
    [
        "import torch",
        "import torch.nn as nn",
        "from torch import nn",
        "from torch.nn import functional",
        "import math, os",
        "__import__('torch')",
        "__builtins__['__import__']('torch')",
        "import importlib; importlib.import_module('torch.nn')",
        "import importlib; importlib.__import__('torch')",
        "exec('import torch')",
        "exec('import torch', {})",
        "eval('__import__(\"torch\")')",
        "def g():\n    import torch\ng()",
        "try:\n    import torch\nexcept BaseException:\n    pass",
    ],
)
def test_a_module_that_is_not_allowed_is_a_violation(
    contestant: Contestant, statement: str
) -> None:
    reply = contestant.load(f"{statement}\ndef f(x):\n    return x\n", rules=RULES)
    assert isinstance(reply, Failure)
    assert (reply.stage, reply.verdict) == ("import", "RV")
    assert reply.name == ("os" if "os" in statement else "torch")
    assert reply.frames[0][1] == "<module>"


def test_an_import_inside_a_function_is_a_violation_of_its_case(contestant: Contestant) -> None:
    contestant.ready("def f(x):\n    import torch\n    return x\n", rules=RULES)
    failure = contestant.failure(x=1)
    assert (failure.stage, failure.verdict, failure.name) == ("call", "RV", "torch")
    assert failure.frames == ((2, "f"),)


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations\nimport numpy as np, math, numpy.linalg\n",
        "from numpy import linalg\nfrom numpy.random import default_rng\n",
        "import importlib\nimportlib.import_module('numpy.fft')\n",
    ],
)
def test_allowed_modules_are_imported(contestant: Contestant, source: str) -> None:
    contestant.ready(f"{source}def f(x):\n    return x\n", rules=RULES)
    assert contestant.call(x=1).value == 1


def test_what_libraries_import_for_themselves_is_left_alone(contestant: Contestant) -> None:
    contestant.ready(
        "import numpy as np\n"
        "def f(x):\n"
        "    np.testing.assert_allclose(x, x)\n"
        "    np.polynomial.Polynomial([1, 2])\n"
        "    np.random.default_rng(0).random(2)\n"
        "    str(x); np.mean(x); np.einsum('i,i', x, x); x.dumps()\n"
        "    return np.median(x)\n",
        rules=RULES,
    )
    assert float(array(contestant.call(x=np.arange(3.0)).value)) == 1.0


def test_a_function_written_in_c_may_import_what_it_needs(contestant: Contestant) -> None:
    """It takes __import__ from the frame that calls it, which is the submission's."""
    source = "import time\ndef f():\n    return time.strptime('2020', '%Y').tm_year\n"
    contestant.ready(source, rules=ProgramRules(imports=("time",)))
    assert contestant.call().value == 2020


def test_torch_imports_for_itself_too(contestant: Contestant) -> None:
    contestant.ready(
        "import torch\n"
        "def f(x):\n"
        "    y = torch.func.vmap(lambda r: r * 2)(x)\n"
        "    repr(y), y.numpy(), torch.einsum('ij,ij->i', x, x)\n"
        "    return torch.utils.checkpoint.checkpoint(torch.sin, x, use_reentrant=False)\n",
        framework="torch",
        rules=ProgramRules(imports=("torch",)),
    )
    assert array(contestant.call(x=np.zeros((2, 2))).value).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_without_a_list_anything_may_be_imported(contestant: Contestant) -> None:
    contestant.ready("import torch, json, collections\ndef f(x):\n    return x\n")
    assert contestant.call(x=1).value == 1


def test_an_empty_list_allows_nothing(contestant: Contestant) -> None:
    reply = contestant.load("import math", rules=ProgramRules(imports=()))
    assert isinstance(reply, Failure)
    assert reply.name == "math"
