"""Fill in the forms of cards as a browser does, on the site and in the admin."""

from typing import Any

from django.test import Client
from django.utils import timezone

from cards.models import Card, Draft, Section
from cards.tests.factories import make_card

LIST = "/admin/cards/card/"
CLOZE = {"en_front": "a {{c1::b}} {{c2::c}}", "zh_front": "甲{{c1::乙}}{{c2::丙}}"}


def form_of(client: Client, path: str) -> dict[str, Any]:
    """The form of the page as a browser would send it back untouched."""
    form = client.get(path).context["form"]
    values = {field.html_name: field.value() for field in form}
    prepared = {name: form.fields[name].prepare_value(value) for name, value in values.items()}
    prepared["errata"] = [erratum.pk for erratum in values["errata"] or []]
    prepared["section"] = getattr(values["section"], "pk", values["section"])
    return {name: value for name, value in prepared.items() if value not in (None, False)}


def edit(client: Client, card: Card, **changes: Any) -> Any:
    path = f"/cards/{card.pk}/edit/"
    return client.post(path, {**form_of(client, path), **changes})


def add(client: Client, section: Section, **values: Any) -> Any:
    blank = {"section": section.pk, "kind": "basic", "state": "published", "difficulty": "2"}
    texts = {"en_front": "Who?", "en_back": "Me.", "zh_front": "谁？", "zh_back": "我。"}
    return client.post("/cards/add/", {**blank, "numeric_tolerance": "0", **texts, **values})


def messages_of(response: Any, field: str) -> str:
    return " ".join(response.context["form"].errors.get(field, []))


def values(card: Card, **changes: Any) -> dict[str, Any]:
    """The admin's form for `card`, as the browser sends it."""
    texts = {
        f"{text.language}_{part}": value
        for text in card.texts.all()
        for part, value in {
            "front": text.front,
            "back": text.back,
            "choices": "\n".join(text.choices),
            "accepted": "\n".join(text.accepted),
        }.items()
    }
    return {
        "section": card.section_id,
        "kind": card.kind,
        "state": card.state,
        "difficulty": card.difficulty,
        "numeric_tolerance": "0",
        "tags": [tag.pk for tag in card.tags.all()],
        "seen_at": card.updated_at.isoformat(),
        **texts,
        **changes,
    }


def change(client: Client, card: Card, **changes: Any) -> Any:
    card.refresh_from_db()
    return client.post(f"{LIST}{card.pk}/change/", values(card, **changes))


def act(client: Client, action: str, *cards: Card) -> str:
    form = {"action": action, "_selected_action": [card.pk for card in cards]}
    return client.post(LIST, form, follow=True).content.decode()


def cloze_pair(client: Client) -> tuple[Card, Card]:
    lead = make_card()
    assert change(client, lead, kind="cloze", **CLOZE).status_code == 302
    return lead, Card.objects.get(lead=lead)


def card_from_notes(**text: str) -> Card:
    """A published card in one language, accepted from a draft."""
    card = make_card(en=text)
    card.texts.exclude(language="en").delete()
    Draft.objects.create(
        section=card.section,
        rule=Draft.Rule.QUESTION,
        kind=card.kind,
        language="en",
        line=1,
        digest=card.stable_id,
        front=text.get("front", "?"),
        card=card,
        state=Draft.State.ACCEPTED,
        decided_at=timezone.now(),
    )
    return card
