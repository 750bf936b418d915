"""Take the pictures in docs/screenshots: every page, light, dark, phone and Chinese.

Run by `make screenshots`. It makes a throw-away site with the shipped cards and one learner who
has studied for a few weeks, serves it, and photographs it with Chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
PASSWORD = "only-for-pictures"  # noqa: S105  # a throw-away site
DESKTOP = {"width": 1100, "height": 800}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Look:
    """One way of looking at a page."""

    name: str
    theme: str = "light"
    language: str = "en"
    phone: bool = False


LOOKS = [
    Look("light"),
    Look("dark", theme="dark"),
    Look("phone", phone=True),
    Look("chinese", language="zh-hans"),
]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="quizsite-pictures-") as folder:
        os.environ["QUIZSITE_DATA"] = folder
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        sys.path.insert(0, str(ROOT))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
        import django

        django.setup()
        _make_site()
        PICTURES.mkdir(exist_ok=True)
        with _served() as address:
            _photograph(address)


def _make_site() -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from cards.models import Profile

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    user = User.objects.create_superuser("ada", password=PASSWORD)
    Profile.objects.create(user=user, time_zone="Asia/Shanghai", time_zone_confirmed=True)
    _study_for_weeks(user.pk)


def _study_for_weeks(user_id: int) -> None:
    """Answer whatever comes for three weeks up to yesterday, by a fixed pattern of grades."""
    import uuid

    from django.contrib.auth.models import User
    from django.utils import timezone

    from cards.scheduling.queue import next_card
    from cards.scheduling.session import answer_card

    learner = User.objects.get(pk=user_id)
    grades = [5, 4, 4, 3, 5, 4, 1, 4, 5, 4]
    count = 0
    for days_ago in range(21, 0, -1):
        now = timezone.now() - timedelta(days=days_ago)
        for _answer in range(26 if days_ago % 6 else 0):
            showing = next_card(learner, now=now)
            if showing is None:
                break
            count += 1
            answer_card(
                learner=learner,
                card=showing.card,
                version=showing.schedule.version if showing.schedule else 0,
                grade=4 if showing.phase == "drill" else grades[count % len(grades)],
                key=uuid.uuid4(),
                duration_ms=4000 + 700 * (count % 9),
                now=now + timedelta(seconds=count),
            )


@contextmanager
def _served() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603  # our own server
        [
            sys.executable,
            "-m",
            "gunicorn",
            "quizsite.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "--threads=4",
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/sign-in/")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str) -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(url)  # noqa: S310  # our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def _photograph(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for look in LOOKS:
            _photograph_look(browser, address, look)
        browser.close()


def _photograph_look(browser, address: str, look: Look) -> None:  # type: ignore[no-untyped-def]
    from cards.models import Card, Profile

    Profile.objects.update(theme=look.theme, language=look.language)
    context = browser.new_context(
        base_url=address,
        viewport=PHONE if look.phone else DESKTOP,
        device_scale_factor=1.5 if look.phone else 1,
        has_touch=look.phone,
        color_scheme=look.theme,
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill("ada")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button.primary").click()

    def take(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}-{look.name}.png", full_page=not look.phone)
        print(f"docs/screenshots/{name}-{look.name}.png")  # noqa: T201

    for name, path in {"today": "/", "study": "/study/", "settings": "/settings/"}.items():
        page.goto(path)
        take(name)
    for kind in ("basic", "cloze", "choice", "numeric", "typed"):
        _photograph_kind(page, kind, take)
    if look.name in ("light", "dark"):
        card = Card.objects.filter(kind="basic", state="published").first()
        page.goto(f"/admin/cards/card/{card.pk}/change/")  # type: ignore[union-attr]
        take("admin-card")
        page.goto(f"/cards/{card.pk}/edit/")  # type: ignore[union-attr]
        take("edit-card")
    context.close()


def _photograph_kind(page, kind: str, take) -> None:  # type: ignore[no-untyped-def]
    """Show the next card of one kind: for the moment, every other kind is a draft."""
    from cards.models import Card

    shipped = list(Card.objects.filter(state="published").values_list("pk", flat=True))
    Card.objects.exclude(kind=kind).update(state="draft")
    page.goto("/review/")
    take(f"review-{kind}-front")
    if kind in ("typed", "numeric"):
        page.locator("#given").fill("42" if kind == "numeric" else "drop out")
    page.locator(".choice, button.reveal").first.click()
    page.locator("#card-back").wait_for()
    take(f"review-{kind}-back")
    Card.objects.filter(pk__in=shipped).update(state="published")


if __name__ == "__main__":
    main()
