"""The database. Each module holds one family of tables; import them from here."""

from cards.models.cards import Card, CardRevision, CardText, Tag
from cards.models.documents import Document, Erratum, Section
from cards.models.drafts import Draft
from cards.models.flags import Flag
from cards.models.imports import Import, Passage
from cards.models.learners import Profile, SiteSettings
from cards.models.schedules import NewCardCursor, Review, Schedule

__all__ = [
    "Card",
    "CardRevision",
    "CardText",
    "Document",
    "Draft",
    "Erratum",
    "Flag",
    "Import",
    "NewCardCursor",
    "Passage",
    "Profile",
    "Review",
    "Schedule",
    "Section",
    "SiteSettings",
    "Tag",
]
