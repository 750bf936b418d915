"""The Django admin. Importing the modules registers their tables."""

from django.contrib import admin

from cards.admin import cards, documents, flags, learners

__all__ = ["cards", "documents", "flags", "learners"]

admin.site.site_header = admin.site.site_title = "quizsite"
