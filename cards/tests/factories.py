"""Build documents, sections and cards for tests; every default can be replaced by keyword."""

from itertools import count
from typing import Any

from django.contrib.auth.models import User

from cards.models import Card, CardText, Document, Profile, Section

_numbers = count(1)


def make_learner(username: str, *, is_staff: bool = False, **profile: Any) -> User:
    user = User.objects.create_user(
        username, password=f"{username}-password", is_staff=is_staff, is_superuser=is_staff
    )
    Profile.objects.create(user=user, **{"time_zone_confirmed": True, **profile})
    return user


def make_document(**fields: Any) -> Document:
    number = next(_numbers)
    defaults = {
        "stable_id": f"document-{number}",
        "title_en": f"Document {number}",
        "title_zh": f"文档 {number}",
        "position": number,
    }
    return Document.objects.create(**{**defaults, **fields})


def make_section(document: Document | None = None, **fields: Any) -> Section:
    document = document or make_document()
    number = next(_numbers)
    defaults = {
        "stable_id": f"{document.stable_id}/section-{number}",
        "title_en": f"Section {number}",
        "title_zh": f"小节 {number}",
        "position": number,
    }
    return Section.objects.create(document=document, **{**defaults, **fields})


def make_card(
    section: Section | None = None,
    *,
    en: dict[str, Any] | None = None,
    zh: dict[str, Any] | None = None,
    **fields: Any,
) -> Card:
    """A published card with a text in both languages; `en` and `zh` replace fields of the texts."""
    section = section or make_section()
    number = next(_numbers)
    defaults = {
        "stable_id": f"{section.stable_id}/card-{number}",
        "state": Card.State.PUBLISHED,
        "order": section.position * 10_000 + number,
    }
    card = Card.objects.create(document=section.document, section=section, **{**defaults, **fields})
    english = {"front": f"Question {number}?", "back": f"Answer {number}.", **(en or {})}
    chinese = {"front": f"问题 {number}？", "back": f"答案 {number}。", **(zh or {})}
    CardText.objects.create(card=card, language="en", **english)
    CardText.objects.create(card=card, language="zh", **chinese)
    return card
