"""The reference of conv2d against PyTorch's own function, exact sums and its adjoint."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/conv2d"
Conv2d = Callable[..., torch.Tensor]
LAYERS = [
    ((2, 3, 6, 5), (4, 3, 3), 1, 0, 1),
    ((2, 3, 6, 7), (4, 3, 2), 2, 0, 1),
    ((1, 2, 7, 10), (2, 3, 2), 3, 1, 1),
    ((2, 2, 9, 8), (3, 3, 4), 1, 2, 2),
    ((2, 3, 11, 9), (4, 2, 3), 3, 1, 2),
    ((1, 2, 2, 3), (2, 2, 2), 1, 3, 1),
    ((3, 3, 3, 3), (3, 3, 3), 1, 1, 1),
    ((1, 1, 1, 1), (1, 1, 1), 1, 0, 1),
    ((0, 2, 5, 4), (3, 3, 2), 2, 1, 1),
    ((2, 2, 4, 3), (2, 1, 1), 4, 0, 5),
]
LAYER_NAMES = ("shape", "kernel", "stride", "padding", "dilation")


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    return run_path(str(FOLDER / "reference.py"))


@pytest.fixture(scope="module")
def conv2d(reference: dict[str, Any]) -> Conv2d:
    function: Conv2d = reference["conv2d"]
    return function


def drawn(*shape: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, dtype=torch.float64, generator=generator)


@pytest.mark.parametrize(LAYER_NAMES, LAYERS)
def test_it_and_its_gradients_equal_those_of_pytorch(
    conv2d: Conv2d,
    shape: tuple[int, ...],
    kernel: tuple[int, int, int],
    stride: int,
    padding: int,
    dilation: int,
) -> None:
    outputs, kh, kw = kernel
    leaves = drawn(*shape, seed=1), drawn(outputs, shape[1], kh, kw, seed=2), drawn(outputs, seed=3)
    for leaf in leaves:
        leaf.requires_grad_()
    found = []
    for function in (conv2d, functional.conv2d):
        y = function(*leaves, stride, padding, dilation)
        cotangent = drawn(*y.shape, seed=4)
        found.append((y, *torch.autograd.grad(y, leaves, cotangent)))
    torch.testing.assert_close(found[0], found[1], rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(
    ("stride", "padding", "dilation"), list(product((1, 2, 3), (0, 1, 2), (1, 2)))
)
def test_it_equals_exact_sums_over_the_pixels_inside(
    conv2d: Conv2d, stride: int, padding: int, dilation: int
) -> None:
    """Term by term from the definition, reading nothing outside the image."""
    rng = np.random.default_rng(5)
    x = rng.integers(-9, 10, (2, 2, 5, 6)) / 4
    w = rng.integers(-9, 10, (3, 2, 3, 2)) / 8
    b = rng.integers(-9, 10, 3) / 2
    y = conv2d(*map(torch.from_numpy, (x, w, b)), stride, padding, dilation).numpy()
    assert y.shape[2] == (5 + 2 * padding - dilation * 2 - 1) // stride + 1
    assert y.shape[3] == (6 + 2 * padding - dilation * 1 - 1) // stride + 1
    for n, o, i, j in product(*map(range, y.shape)):
        total = Fraction(float(b[o]))
        for c, u, v in product(range(2), range(3), range(2)):
            row = i * stride + u * dilation - padding
            column = j * stride + v * dilation - padding
            if 0 <= row < 5 and 0 <= column < 6:
                total += Fraction(float(x[n, c, row, column])) * Fraction(float(w[o, c, u, v]))
        assert y[n, o, i, j] == float(total)


def test_it_is_adjoint_to_transposed_convolution(conv2d: Conv2d) -> None:
    """<conv(x), g> = <x, conv_transpose(g)>, with sizes that leave nothing over."""
    x, w, g = drawn(2, 3, 7, 9, seed=1), drawn(4, 3, 3, 3, seed=2), drawn(2, 4, 4, 5, seed=3)
    y = conv2d(x, w, torch.zeros(4, dtype=torch.float64), 2, 1, 1)
    back = functional.conv_transpose2d(g, w, stride=2, padding=1)
    assert torch.sum(y * g).item() == pytest.approx(torch.sum(x * back).item(), rel=1e-12)


def test_a_bright_pixel_shows_the_kernel_upside_down(conv2d: Conv2d) -> None:
    x = torch.zeros(1, 1, 5, 5, dtype=torch.float64)
    x[0, 0, 2, 2] = 1
    w = torch.arange(9.0, dtype=torch.float64).reshape(1, 1, 3, 3)
    y = conv2d(x, w, torch.zeros(1, dtype=torch.float64))
    assert torch.equal(y, w.flip(2, 3))


@pytest.mark.parametrize(LAYER_NAMES, LAYERS)
def test_no_output_exceeds_its_scale(
    reference: dict[str, Any],
    shape: tuple[int, ...],
    kernel: tuple[int, int, int],
    stride: int,
    padding: int,
    dilation: int,
) -> None:
    outputs, kh, kw = kernel
    x, w = drawn(*shape, seed=1), drawn(outputs, shape[1], kh, kw, seed=2)
    args = x, w, drawn(outputs, seed=3), stride, padding, dilation
    y, scale = reference["conv2d"](*args), reference["scale"](*args)
    assert y.shape == scale.shape
    assert (y.abs() <= scale + 1e-12).all()
