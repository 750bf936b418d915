"""The reference of dropblock against masks made another way, probabilities and exact numbers."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from runpy import run_path

import pytest
import torch
from torch.nn import functional

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/dropblock"
DropBlock = Callable[..., torch.Tensor]
MAPS = [(5, 5, 1), (5, 7, 2), (9, 8, 3), (8, 9, 4), (4, 4, 4), (3, 9, 3)]


@pytest.fixture(scope="module")
def dropblock() -> DropBlock:
    function: DropBlock = run_path(str(FOLDER / "reference.py"))["dropblock"]
    return function


def uniforms(*shape: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(shape, dtype=torch.float64, generator=generator)


def exact_rate(height: int, width: int, block: int, keep: Fraction) -> Fraction:
    rate = (1 - keep) / block**2
    return rate * Fraction(height * width, (height - block + 1) * (width - block + 1))


@pytest.mark.parametrize(("height", "width", "block"), MAPS)
def test_it_equals_masks_stamped_by_transposed_convolution(
    dropblock: DropBlock, height: int, width: int, block: int
) -> None:
    keep = Fraction(7, 10)
    rate = float(exact_rate(height, width, block, keep))
    uniform = uniforms(6, 3, height - block + 1, width - block + 1, seed=1)
    x = 1 + uniforms(6, 3, height, width, seed=2)
    corners = (uniform < rate).double().flatten(0, 1)[:, None]
    stamp = torch.ones(1, 1, block, block, dtype=torch.float64)
    mask = functional.conv_transpose2d(corners, stamp).reshape(x.shape) == 0
    expected = torch.where(mask, x * mask.numel() / mask.sum(), 0.0)
    torch.testing.assert_close(dropblock(x, uniform, float(keep), block), expected)


@pytest.mark.parametrize(("height", "width", "block"), MAPS)
def test_each_value_survives_as_often_as_probability_says(
    dropblock: DropBlock, height: int, width: int, block: int
) -> None:
    """A value is kept if none of the positions whose blocks cover it drops."""
    keep, maps = Fraction(4, 5), 4000
    rate = float(exact_rate(height, width, block, keep))
    uniform = uniforms(maps, 1, height - block + 1, width - block + 1, seed=3)
    y = dropblock(torch.ones(maps, 1, height, width, dtype=torch.float64), uniform, 0.8, block)
    survived = (y != 0).double().mean(dim=(0, 1))
    positions = torch.ones(1, 1, height - block + 1, width - block + 1, dtype=torch.float64)
    stamp = torch.ones(1, 1, block, block, dtype=torch.float64)
    covering = functional.conv_transpose2d(positions, stamp)[0, 0]
    probability = (1 - rate) ** covering
    deviation = (probability * (1 - probability) / maps).sqrt()
    assert ((survived - probability).abs() <= 4.5 * deviation).all()


def test_about_one_minus_keep_prob_of_the_values_are_dropped(dropblock: DropBlock) -> None:
    uniform = uniforms(200, 4, 12, 12, seed=4)
    y = dropblock(torch.ones(200, 4, 14, 14, dtype=torch.float64), uniform, 0.95, 3)
    assert (y == 0).double().mean().item() == pytest.approx(0.05, rel=0.05)


def test_the_mean_of_ones_stays_one(dropblock: DropBlock) -> None:
    y = dropblock(torch.ones(2, 3, 8, 8, dtype=torch.float64), uniforms(2, 3, 6, 6, seed=5), 0.7, 3)
    assert y.mean().item() == pytest.approx(1, rel=1e-12)


def test_blocks_of_one_are_dropout(dropblock: DropBlock) -> None:
    x, uniform = 1 + uniforms(2, 3, 4, 5, seed=6), uniforms(2, 3, 4, 5, seed=7)
    assert torch.equal(dropblock(x, uniform, 0.6, 1) == 0, uniform < 0.4)


def test_a_number_equal_to_gamma_drops_nothing(dropblock: DropBlock) -> None:
    """gamma is 0.140625 here, exactly."""
    assert exact_rate(3, 3, 2, Fraction(3, 4)) == Fraction(9, 64)
    x = torch.ones(1, 1, 3, 3, dtype=torch.float64)
    at_gamma = torch.full((1, 1, 2, 2), 9 / 64, dtype=torch.float64)
    assert torch.equal(dropblock(x, at_gamma, 0.75, 2), x)
    below = torch.nextafter(at_gamma, torch.zeros_like(at_gamma))
    assert torch.count_nonzero(dropblock(x, below, 0.75, 2)) == 0


@pytest.mark.parametrize("options", [(0.5, 2, False), (1.0, 2, True)])
def test_it_is_the_identity_in_evaluation_and_when_all_is_kept(
    dropblock: DropBlock, options: tuple[float, int, bool]
) -> None:
    x = uniforms(2, 2, 4, 4, seed=8)
    nothing = torch.zeros(2, 2, 3, 3, dtype=torch.float64)
    assert torch.equal(dropblock(x, nothing, *options), x)


def test_its_gradient_is_mask_times_scale(dropblock: DropBlock) -> None:
    x, uniform = uniforms(2, 2, 5, 5, seed=9).requires_grad_(), uniforms(2, 2, 3, 3, seed=10)
    y = dropblock(x, uniform, 0.7, 3)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    torch.testing.assert_close(gradient, (y / x).detach())
