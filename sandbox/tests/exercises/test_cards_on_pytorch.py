"""What the first document's cards say of PyTorch is what PyTorch does."""

import inspect
import math
from typing import Any

import pytest
import torch
from torch import nn

GRADIENT = torch.tensor([3e-4, -2.0, 0.5], dtype=torch.float64)
EPS = 1e-3


def step(
    make: type[torch.optim.Optimizer], gradients: list[torch.Tensor], **options: Any
) -> list[torch.Tensor]:
    """Parameters after each step, from zero."""
    parameter = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    optimiser = make([parameter], **options)
    path = []
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimiser.step()
        path.append(parameter.detach().clone())
    return path


@pytest.mark.parametrize(
    ("make", "options", "statistic"),
    [
        (torch.optim.Adagrad, {}, GRADIENT**2),
        (torch.optim.RMSprop, {}, 0.01 * GRADIENT**2),
        (torch.optim.Adam, {}, GRADIENT**2),
    ],
)
def test_eps_stands_outside_the_root(
    make: type[torch.optim.Optimizer], options: dict[str, float], statistic: torch.Tensor
) -> None:
    (after,) = step(make, [GRADIENT], lr=0.1, eps=EPS, **options)
    torch.testing.assert_close(after, -0.1 * GRADIENT / (statistic.sqrt() + EPS))


def test_rmsprop_keeps_99_hundredths_by_default() -> None:
    assert inspect.signature(torch.optim.RMSprop).parameters["alpha"].default == 0.99


def test_momentum_adds_the_whole_gradient_and_the_rate_multiplies_the_buffer() -> None:
    rates = [0.1, 0.1]
    first, second = step(torch.optim.SGD, [GRADIENT, GRADIENT * 2], lr=0.1, momentum=0.9)
    torch.testing.assert_close(first, -rates[0] * GRADIENT)
    torch.testing.assert_close(second - first, -rates[1] * (0.9 * GRADIENT + 2 * GRADIENT))


def test_momentum_of_nine_tenths_makes_steps_ten_times_as_long() -> None:
    path = step(torch.optim.SGD, [GRADIENT] * 300, lr=0.1, momentum=0.9)
    torch.testing.assert_close(path[-1] - path[-2], -0.1 * 10 * GRADIENT)


def test_dampening_spares_the_first_step() -> None:
    first, second = step(torch.optim.SGD, [GRADIENT] * 2, lr=1.0, momentum=0.9, dampening=0.4)
    torch.testing.assert_close(first, -GRADIENT)
    torch.testing.assert_close(second - first, -(0.9 * GRADIENT + 0.6 * GRADIENT))


def test_six_is_the_most_groups_that_12_and_18_channels_allow() -> None:
    nn.Conv2d(12, 18, 1, groups=6)
    for groups in range(7, 19):
        with pytest.raises(ValueError, match="must be divisible by groups"):
            nn.Conv2d(12, 18, 1, groups=groups)


def test_average_pooling_counts_padded_zeros_by_default() -> None:
    ones = torch.ones(1, 1, 5, 5)
    assert nn.AvgPool2d(3, 1, 1)(ones)[0, 0, 0, 0].item() == pytest.approx(4 / 9)
    assert nn.AvgPool2d(3, 1, 1, count_include_pad=False)(ones)[0, 0, 0, 0].item() == 1


def test_max_pooling_pads_with_minus_infinity() -> None:
    assert nn.MaxPool2d(3, 1, 1)(-torch.ones(1, 1, 2, 2)).max().item() == -1


def test_the_running_mean_weights_the_new_value_by_a_tenth() -> None:
    norm = nn.BatchNorm2d(1)
    for _batch in range(2):
        norm(torch.full((2, 1, 2, 2), 10.0))
    assert norm.running_mean is not None
    assert norm.running_mean.item() == pytest.approx(1.9)


def test_layer_norm_takes_statistics_of_each_token() -> None:
    tokens = torch.randn(4, 100, 512)
    _y, mean, _rstd = torch.native_layer_norm(tokens, [512], None, None, 1e-5)
    assert mean.numel() == 400


def test_layer_norm_is_the_same_in_training_and_evaluation() -> None:
    norm = nn.LayerNorm(8)
    x = torch.randn(3, 8)
    torch.testing.assert_close(norm.train()(x), norm.eval()(x))


def test_instance_norm_refuses_a_single_pixel_in_training() -> None:
    with pytest.raises(ValueError, match="Expected more than 1 spatial element"):
        nn.InstanceNorm2d(2)(torch.randn(1, 2, 1, 1))
    assert math.isfinite(float(nn.InstanceNorm2d(2)(torch.randn(1, 2, 2, 2)).sum()))
