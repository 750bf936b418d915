"""What the jail is shown follows from the interpreter, never from where the program lies."""

import sysconfig
from pathlib import Path

import pytest

from sandbox.judge.jail import view
from sandbox.judge.jail.errors import ConfinementError


def test_the_standard_library_and_the_packages_are_shown() -> None:
    shown = view.of_this_interpreter().shown
    for kind in ("stdlib", "purelib"):
        folder = Path(sysconfig.get_paths()[kind])
        assert any(folder.is_relative_to(one) for one in shown), kind


def test_the_repository_and_homes_are_not_shown() -> None:
    for path in view.of_this_interpreter().shown:
        assert not view.REPOSITORY.is_relative_to(path)
        assert path not in {Path("/"), Path.home()}


def test_paths_that_a_package_adds_to_the_search_path_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    assert tmp_path not in view.of_this_interpreter().shown


def test_an_interpreter_that_lies_around_the_repository_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(view, "REPOSITORY", tmp_path / "site" / "quizsite")
    (tmp_path / "site" / "quizsite").mkdir(parents=True)
    monkeypatch.setattr(view, "_library_folders", lambda: {tmp_path})
    with pytest.raises(ConfinementError, match="holds more than libraries"):
        view.of_this_interpreter()


def test_a_repository_installed_among_the_packages_is_hidden(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packages = tmp_path / "site-packages"
    (packages / "quizsite").mkdir(parents=True)
    monkeypatch.setattr(view, "REPOSITORY", packages / "quizsite")
    monkeypatch.setattr(view, "_library_folders", lambda: {packages})
    assert view.of_this_interpreter().hidden == (packages / "quizsite",)


def test_a_folder_as_broad_as_usr_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "_library_folders", lambda: {Path("/usr")})
    with pytest.raises(ConfinementError, match="holds more than libraries"):
        view.of_this_interpreter()


def test_a_folder_behind_a_link_is_shown_under_both_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    monkeypatch.setattr(view, "_library_folders", lambda: {link})
    assert {real, link} <= set(view.of_this_interpreter().shown)
