"""A learner shows a name among the best only by choice, and only one that is free."""

import pytest
from django.contrib.auth.models import User

from sandbox.errors import NameTaken
from sandbox.models import SandboxSettings
from sandbox.settings_of_learners import load_settings, set_font_size, show_name


def test_nobody_is_shown_by_default(alice: User) -> None:
    assert load_settings(learner=alice).shown_name == ""


def test_a_name_is_shown_and_hidden_again(alice: User) -> None:
    assert show_name(learner=alice, name="  Ada   L. ").shown_name == "Ada L."
    assert show_name(learner=alice, name="").shown_name == ""
    # What no database keeps.
    assert show_name(learner=alice, name="A\0da").shown_name == "A\ufffdda"


def test_a_name_belongs_to_one_learner(alice: User, bob: User) -> None:
    show_name(learner=alice, name="Ada")
    with pytest.raises(NameTaken):
        show_name(learner=bob, name="Ada")
    assert SandboxSettings.objects.get(user=bob).shown_name == ""
    show_name(learner=bob, name="")


@pytest.mark.parametrize(("asked", "kept"), [(18, 18), (0, 8), (400, 40)])
def test_letters_stay_readable(alice: User, asked: int, kept: int) -> None:
    assert set_font_size(learner=alice, size=asked).font_size == kept
