"""Take the pictures in docs/screenshots: every page, light, dark, phone and Chinese.

Run by `make screenshots` in a throw-away data folder: it fills the database with a learner who
has studied for three weeks.
"""

import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from cards.models import Card, Profile, Schedule
from cards.scheduling.queue import next_card
from cards.scheduling.session import answer_card
from quizsite.bench.web import make_site, served, session_of
from quizsite.management import pictures_of_exercises

PICTURES = Path(settings.BASE_DIR) / "docs" / "screenshots"
DESKTOP: ViewportSize = {"width": 1100, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
PAGES = {
    "today": "/",
    "study": "/study/",
    "documents": "/documents/",
    "document": "/documents/dl-part/",
    "section": "/sections/dl-part/optimizers/adam/",
    "settings": "/settings/",
    **pictures_of_exercises.PAGES,
}
KINDS = ("basic", "cloze", "choice", "numeric", "typed")
GRADES = (5, 4, 4, 3, 5, 4, 1, 4, 5, 4)
DAYS = 21
CARDS_A_DAY = 26


@dataclass(frozen=True)
class Look:
    """One way of looking at the site."""

    name: str
    theme: Literal["light", "dark"] = "light"
    language: str = "en"
    phone: bool = False


LOOKS = (
    Look("light"),
    Look("dark", theme="dark"),
    Look("phone", phone=True),
    Look("chinese", language="zh-hans"),
)


class Command(BaseCommand):
    help = "Take the pictures for docs/, in a throw-away data folder."

    def handle(self, *_arguments: Any, **_options: Any) -> None:  # noqa: ANN401 (Django's own)
        if Path(settings.DATABASES["default"]["NAME"]).exists():
            raise CommandError("This data folder is in use. Run make screenshots instead.")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        (user,) = make_site(1)
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
        Profile.objects.update(time_zone="Asia/Shanghai", new_per_day=20)
        _study(User.objects.get(pk=user.pk), until=timezone.now())
        pictures_of_exercises.submit_some(User.objects.get(pk=user.pk))
        PICTURES.mkdir(exist_ok=True)
        with served() as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox"] if os.geteuid() == 0 else [],
            )
            for look in LOOKS:
                self.stdout.write(look.name)
                _photograph(_open(browser, f"http://127.0.0.1:{port}", user, look), look)
            browser.close()


def _study(learner: User, *, until: datetime) -> None:
    """Answer whatever comes for three weeks up to yesterday, with a day off now and then."""
    answers = 0
    for days_ago in range(DAYS, 0, -1):
        now = until - timedelta(days=days_ago)
        for _card in range(CARDS_A_DAY if days_ago % 6 else 0):
            showing = next_card(learner, now=now)
            if showing is None:
                break
            answers += 1
            answer_card(
                learner=learner,
                card_id=showing.card.pk,
                version=showing.version,
                grade=4 if showing.phase == "drill" else GRADES[answers % len(GRADES)],
                key=uuid.uuid4(),
                duration_ms=4000 + 700 * (answers % 9),
                now=now + timedelta(seconds=answers),
            )


def _open(browser: Browser, address: str, user: User, look: Look) -> Page:
    Profile.objects.filter(user=user).update(theme=look.theme, language=look.language)
    context = browser.new_context(
        base_url=address,
        viewport=PHONE if look.phone else DESKTOP,
        has_touch=look.phone,
        color_scheme=look.theme,
        timezone_id="Asia/Shanghai",
    )
    context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": address}])
    return context.new_page()


def _photograph(page: Page, look: Look) -> None:
    pages = PAGES if look.phone else PAGES | pictures_of_exercises.STAFF_PAGES
    for name, path in pages.items():
        page.goto(path)
        _take(page, name, look)
    for kind in KINDS:
        _photograph_card(page, kind, look)
    _photograph_due_exercise(page, look)
    card = Card.objects.filter(kind="basic", state="published", errata__isnull=False)[0]
    writing = {
        "admin": f"/admin/cards/card/{card.pk}/change/",
        "edit": f"/cards/{card.pk}/edit/",
    }
    for name, path in writing.items():
        page.goto(path)
        page.frame_locator("#preview-frame").locator(".card").first.wait_for()
        _take(page, f"{name}-card", look)
    page.context.close()


def _photograph_card(page: Page, kind: str, look: Look) -> None:
    """Show the next card of one kind, both sides; for the moment, all others are drafts."""
    published = list(Card.objects.filter(state="published").values_list("pk", flat=True))
    Card.objects.exclude(kind=kind).update(state="draft")
    page.goto("/review/")
    _take(page, f"review-{kind}-front", look)
    if kind in ("typed", "numeric"):
        page.locator("#given").fill("42" if kind == "numeric" else "drop out")
    page.locator(".choice, button.reveal").first.click()
    page.locator("#card-back").wait_for()
    _take(page, f"review-{kind}-back", look)
    Card.objects.filter(pk__in=published).update(state="published")


def _photograph_due_exercise(page: Page, look: Look) -> None:
    """An exercise that has come due is a card with a front alone; for the moment, nothing else is.

    Its schedule is taken away again: the exercise's own page is to show it as just solved.
    """
    published = list(Card.objects.filter(state="published").values_list("pk", flat=True))
    card = Card.objects.get(exercise__slug=pictures_of_exercises.RIGHT)
    Card.objects.exclude(pk=card.pk).update(state="draft")
    schedule = Schedule.objects.create(
        learner=User.objects.get(), card=card, repetitions=1, interval=1, last_day=0, due_day=1
    )
    page.goto("/review/")
    _take(page, "review-exercise-front", look)
    schedule.delete()
    Card.objects.filter(pk__in=published).update(state="published")


def _take(page: Page, name: str, look: Look) -> None:
    page.wait_for_load_state("networkidle")
    # An exercise's page scrolls in two columns: the first screen shows it best.
    whole = not look.phone and not name.startswith("exercise-")
    page.screenshot(path=PICTURES / f"{name}-{look.name}.png", full_page=whole)
