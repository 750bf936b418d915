"""The few files of the Ace editor that the site serves; the package holds ten times as many.

Collecting and compressing all of them would take most of a first start.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX = "ace"
NEEDED = (
    "ace.js",
    "ext-searchbox.js",
    "mode-python.js",
    "theme-chrome.js",
    "theme-github_dark.js",
    "css/ace.css",
    "css/main-*",
    "css/chrome-*",
    "css/github_dark-*",
    "css/theme/chrome.css",
    "css/theme/github_dark.css",
)


def _package_folder() -> Path:
    """Where django-ace keeps Ace; the package itself is never imported."""
    spec = find_spec("django_ace")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("django-ace is not installed")
    return Path(spec.origin).parent / "static" / "django_ace" / "ace"


class AceFinder(BaseFinder):
    """Finds the needed files of Ace below ``ace/``."""

    def __init__(self, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401 (Django's own)
        self._storage = FileSystemStorage(location=_package_folder())
        self._storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic reads it

    def check(self, **_options: Any) -> list[Any]:  # noqa: ANN401 (Django's own)
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:  # noqa: ANN401, FBT001, FBT002
        prefix, _slash, name = path.partition("/")
        found = prefix == PREFIX and _is_needed(name) and self._storage.exists(name)
        if not found:
            return []
        return [self._storage.path(name)] if find_all else self._storage.path(name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for folder in ("", "css", "css/theme"):
            for file in self._storage.listdir(folder)[1]:
                name = f"{folder}/{file}" if folder else file
                if _is_needed(name) and not any(fnmatch(file, p) for p in ignore_patterns or ()):
                    yield name, self._storage


def _is_needed(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in NEEDED)
