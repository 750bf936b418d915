"""The Django admin. Importing the modules registers their tables."""

from cards.admin import cards, documents, flags, learners

__all__ = ["cards", "documents", "flags", "learners"]
