"""The editor's files are served, and only those that the editor needs."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from pytest_django.fixtures import Settings


def test_the_editor_and_its_python_mode_are_found() -> None:
    for name in ("ace/ace.js", "ace/mode-python.js", "ace/css/theme/github_dark.css"):
        found = finders.find(name)
        assert isinstance(found, str)
        assert Path(found).is_file()


@pytest.mark.parametrize("name", ["ace/mode-cobol.js", "ace/../widgets.py", "other/ace.js"])
def test_nothing_else_is_found(name: str) -> None:
    assert not finders.find(name)


def test_collecting_compresses_few_files_and_breaks_no_reference(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    collected = list((tmp_path / "ace").glob("*.js"))
    assert {"ace.js", "mode-python.js"} <= {file.name for file in collected}
    assert len(collected) < 12
