"""Light or dark: as the learner chose, and as the device has it for those who chose nothing."""

from typing import Literal

import pytest
from django.contrib.auth.models import User

from cards.models import Profile
from cards.tests.browser.conftest import OpenPage

LIGHT, DARK = "rgb(250, 249, 246)", "rgb(20, 22, 26)"


@pytest.mark.parametrize(
    ("chosen", "device", "page_colour"),
    [
        ("auto", "light", LIGHT),
        ("auto", "dark", DARK),
        ("light", "dark", LIGHT),
        ("dark", "light", DARK),
    ],
)
def test_the_learners_choice_goes_before_the_devices(
    alice: User,
    open_page: OpenPage,
    chosen: str,
    device: Literal["light", "dark"],
    page_colour: str,
) -> None:
    Profile.objects.filter(user=alice).update(theme=chosen)
    page = open_page("/settings/", alice, color_scheme=device)
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == page_colour
