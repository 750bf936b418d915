"""From a key press to the settled card, in Chromium."""

import os
import shutil

from playwright.sync_api import Page, sync_playwright

from quizsite.bench.timing import print_timings, timing_of
from quizsite.bench.web import make_site, served, session_of

CARDS = 40
# Counts from the key's own event to the frame after htmx has settled the new card.
_PRESS = """
key => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`nothing came of the key ${key}`)), 10_000);
  const start = performance.now();
  document.addEventListener("htmx:afterSettle", () => requestAnimationFrame(() =>
    setTimeout(() => resolve(performance.now() - start))), {once: true});
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
})
"""


def main() -> None:
    """Print the time of showing an answer and of grading it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    (user,) = make_site(1)
    shown, graded = [], []
    with served() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        url = f"http://127.0.0.1:{port}"
        context.add_cookies([{"name": "sessionid", "value": session_of(user), "url": url}])
        page = context.new_page()
        page.goto("/review/")
        for _card in range(CARDS):
            shown.append(_press(page, " ") if not page.locator("#given").count() else _check(page))
            graded.append(_press(page, "5"))
        browser.close()
    print_timings({"show": timing_of(shown[3:]), "grade": timing_of(graded[3:])})


def _press(page: Page, key: str) -> float:
    return float(page.evaluate(_PRESS, key)) / 1000


def _check(page: Page) -> float:
    """A card with a field keeps its keys: leave the field first."""
    page.locator("#given").blur()
    return _press(page, " ")
