"""Every word of the interface has its Chinese, and what is compiled is what was written."""

import gettext
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from quizsite.testing.required import require

CATALOGUE = Path("quizsite/locale/zh_Hans/LC_MESSAGES")
SOURCES = ("quizsite", "cards", "sandbox", "templates", "manage.py")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources in which the catalogue was brought up to date from them."""
    require(shutil.which("msgfmt"), "gettext")
    root = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        source = settings.BASE_DIR / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    options = ["--locale", "zh_Hans", "--no-location", "--no-obsolete", "--verbosity", "0"]
    subprocess.run([sys.executable, "manage.py", "makemessages", *options], cwd=root, check=True)
    return root / CATALOGUE


def test_every_text_is_translated(extracted: Path) -> None:
    said = subprocess.run(
        ["msgfmt", "--check-format", "--statistics", "--output-file", "/dev/null", "django.po"],
        cwd=extracted,
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    untranslated = subprocess.run(
        ["msgattrib", "--untranslated", "django.po"],
        cwd=extracted,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.fullmatch(r"\d+ translated messages\.\n", said), said + untranslated


def test_what_is_compiled_is_what_was_written(extracted: Path) -> None:
    compiled = extracted / "fresh.mo"
    subprocess.run(["msgfmt", "--output-file", compiled, "django.po"], cwd=extracted, check=True)
    assert _texts(compiled) == _texts(settings.BASE_DIR / CATALOGUE / "django.mo")


def _texts(path: Path) -> dict[object, str]:
    with path.open("rb") as file:
        catalogue: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return {key: text for key, text in catalogue.items() if key}
