"""Time the page of a document with a thousand sections, through Django's test client."""

from functools import partial
from random import Random

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.models import Card, Document, Erratum, Profile, Schedule, Section
from cards.scheduling.day import learner_day
from quizsite.bench.timing import print_timings, time_calls

CARDS_A_SECTION = 5
LEARNT = 0.7
CALLS = 40


def main(sections: str) -> None:
    """Measure the page of a document with so many sections and of one of them; prints JSON."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    learner = User.objects.create(username="bench")
    profile = Profile.objects.create(user=learner)
    document = Document.objects.create(stable_id="d", title_en="Document", title_zh="文档")
    made = _make_sections(document, int(sections))
    _make_cards(document, made, learner, learner_day(timezone.now(), profile.zone, 4))
    client = Client(headers={"host": "localhost"})
    client.force_login(learner)
    pages = {
        "document": reverse("document", args=["d"]),
        "section": reverse("section", args=[made[-1].stable_id]),
    }
    print_timings(
        {name: time_calls(partial(_get, client, path), CALLS) for name, path in pages.items()}
    )


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200


def _make_sections(document: Document, count: int) -> list[Section]:
    """A tree in which every section but the lowest has ten beneath it."""
    sections: list[Section] = []
    for i in range(count):
        above = sections[(i - 1) // 10] if i else None
        sections.append(
            Section.objects.create(
                document=document,
                parent=above,
                stable_id=f"d/section-{i}",
                title_en=f"Section {i}, with a heading of an ordinary length",
                title_zh=f"第 {i} 节",
                position=i,
            )
        )
    Erratum.objects.bulk_create(
        Erratum(document=document, section=section, stable_id=f"d/erratum-{section.pk}")
        for section in sections[::10]
    )
    return sections


def _make_cards(document: Document, sections: list[Section], learner: User, today: int) -> None:
    chance = Random(0)  # noqa: S311  # the same cards in every run
    cards = Card.objects.bulk_create(
        Card(
            document=document,
            section=section,
            stable_id=f"{section.stable_id}/{i}",
            state=Card.State.PUBLISHED,
            order=section.position * 10_000 + i,
        )
        for section in sections
        for i in range(CARDS_A_SECTION)
    )
    Schedule.objects.bulk_create(
        Schedule(
            learner=learner,
            card=card,
            repetitions=3,
            interval=chance.randint(1, 60),
            due_day=today + chance.randint(-3, 30),
            last_day=today - 5,
        )
        for card in cards
        if chance.random() < LEARNT
    )
