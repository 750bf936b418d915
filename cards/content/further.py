"""Content besides documents: other apps bring it along and `load_content` loads it.

Cards know nothing of those apps, so an app registers what it has when it is ready.
"""

from typing import Protocol


class FurtherContent(Protocol):
    """Content of another app. Each text is lines for the person who loads."""

    def is_loaded(self) -> bool:
        """Whether exactly the present files are loaded; costs little."""

    def load(self) -> str:
        """Load the files, after the documents, and say what changed and what could not be."""

    def check(self) -> str:
        """Say what is wrong with the files and load nothing."""


registered: list[FurtherContent] = []


def register_content(content: FurtherContent) -> None:
    """Have `load_content` load `content` from now on, once however often it is called."""
    if content not in registered:
        registered.append(content)
