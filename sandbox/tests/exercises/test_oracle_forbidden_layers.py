"""PyTorch's own normalisations and convolutions are recognised in whatever guise they come."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn import functional

from sandbox.exercises.model import Exercise
from sandbox.exercises.reader import load_exercise
from sandbox.exercises.source_rules import find_rule_break
from sandbox.judge.contestant.rules import Guard, RuleViolation, Watch
from sandbox.judge.messages import ProgramRules

ROOT = Path(__file__).parents[3] / "fixtures/exercises"
Disguise = Callable[[torch.Tensor], object]

ONES, ZEROS = torch.ones(3), torch.zeros(3)
NORMALISATIONS: dict[str, Disguise] = {
    "F.batch_norm": lambda x: functional.batch_norm(x, None, None, training=True),
    "nn.BatchNorm2d": lambda x: nn.BatchNorm2d(3)(x),
    "nn.BatchNorm2d in evaluation": lambda x: nn.BatchNorm2d(3).eval()(x),
    "torch.batch_norm": lambda x: torch.batch_norm(
        x, ONES, ZEROS, None, None, True, 0.1, 1e-5, False
    ),
    "an aten operator": lambda x: torch.ops.aten.native_batch_norm(
        x, ONES, ZEROS, None, None, True, 0.1, 1e-5
    ),
    "an aten operator that updates": lambda x: torch.ops.aten._batch_norm_with_update(
        x, ONES, ZEROS, ZEROS.clone(), ONES.clone(), 0.1, 1e-5
    ),
    "instance norm of the transposed": lambda x: functional.instance_norm(
        x.transpose(0, 1).reshape(1, 3, -1)
    ),
    "group norm": lambda x: nn.GroupNorm(1, 3)(x),
    "layer norm": lambda x: functional.layer_norm(x, (5,)),
    "layer norm, looked up": lambda x: getattr(torch, "layer" + "_norm")(x, (5,)),
    "layer norm under vmap": lambda x: torch.vmap(nn.LayerNorm(5))(x),
    "RMS norm of the centred": lambda x: functional.rms_norm(x - x.mean(), (5,)),
}
KERNEL = torch.ones(4, 3, 3, 3)
CONVOLUTIONS: dict[str, Disguise] = {
    "F.conv2d": lambda x: functional.conv2d(x, KERNEL),
    "nn.Conv2d": lambda x: nn.Conv2d(3, 4, 3)(x),
    "F.conv2d with padding by name": lambda x: functional.conv2d(x, KERNEL, padding="same"),
    "conv3d": lambda x: functional.conv3d(x[:, :, None], KERNEL[:, :, None]),
    "conv1d of rows": lambda x: functional.conv1d(x[:, :, 0], KERNEL[:, :, 0]),
    "a transposed convolution": lambda x: functional.conv_transpose2d(x, KERNEL.transpose(0, 1)),
    "the gradient of a convolution": lambda x: torch.ops.aten.convolution_backward(
        torch.ones(2, 4, 3, 3), x, KERNEL, None, (1, 1), (0, 0), (1, 1), False, (0, 0), 1,
        (True, False, False),
    ),
    "an operator of MKL-DNN": lambda x: torch.ops.aten.mkldnn_convolution(
        x, KERNEL, None, (0, 0), (1, 1), (1, 1), 1
    ),
    "a slow operator": lambda x: torch.ops.aten.slow_conv_dilated2d(x, KERNEL, (3, 3)),
    "convolution under vmap": lambda x: torch.vmap(
        lambda image: functional.conv2d(image[None], KERNEL)
    )(x),
    "F.unfold": lambda x: functional.unfold(x, 3),
    "F.fold": lambda x: functional.fold(x.new_ones(1, 9, 9), (5, 5), 3),
}  # fmt: skip
DISGUISES = [
    pytest.param(slug, disguise, id=f"{slug}: {name}")
    for slug, disguises in (
        ("batchnorm-forward", NORMALISATIONS),
        ("layernorm", NORMALISATIONS),
        ("conv2d", CONVOLUTIONS),
    )
    for name, disguise in disguises.items()
]


@cache
def exercise(slug: str) -> Exercise:
    return load_exercise(ROOT / slug)


def guarded(slug: str) -> tuple[Guard, Watch]:
    watch = Watch("solution.py")
    rules = exercise(slug).rules
    return Guard(ProgramRules(rules.torch_functions, rules.torch_operators, None), watch), watch


@pytest.mark.parametrize(("slug", "disguise"), DISGUISES)
def test_the_librarys_own_layer_is_refused(slug: str, disguise: Disguise) -> None:
    guard, watch = guarded(slug)
    with pytest.raises(RuleViolation), guard.active():
        disguise(torch.ones(2, 3, 5, 5))
    assert watch.violation is not None


@pytest.mark.parametrize("slug", ["batchnorm-forward", "layernorm", "conv2d"])
@pytest.mark.parametrize("module", ["torch._refs", "torch._decomp"])
def test_pytorchs_own_python_versions_are_refused_by_name(slug: str, module: str) -> None:
    tree = ast.parse(f"import {module}")
    found = find_rule_break(tree, exercise(slug).rules, "torch")
    assert found is not None
    assert found.name == module


def allowed() -> Iterator[Callable[[torch.Tensor], object]]:
    yield lambda x: torch.var_mean(x, dim=(0, 2, 3), correction=0)
    yield lambda x: (x - x.mean()) / x.std()
    yield lambda x: x.unfold(2, 3, 1).unfold(3, 3, 1)
    yield lambda x: torch.einsum("ncij,oc->noij", x, KERNEL[:, :, 0, 0])
    yield lambda x: functional.pad(x, (1, 1, 1, 1)).as_strided((2, 3), (1, 1))


@pytest.mark.parametrize("slug", ["batchnorm-forward", "layernorm", "conv2d"])
def test_what_the_statement_allows_passes(slug: str) -> None:
    guard, watch = guarded(slug)
    with guard.active():
        for action in allowed():
            action(torch.ones(2, 3, 5, 5))
    assert watch.violation is None
