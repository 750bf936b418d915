"""Build exercises and submissions for tests; every default can be replaced by keyword."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from cards.models import Card, Section
from cards.tests.factories import make_card
from sandbox.models import Exercise, Submission

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

_numbers = count(1)

PAGE: dict[str, Any] = {
    "statement": {"en": "Add $a$ and $b$.", "zh": "求 $a$ 与 $b$ 之和。"},
    "source": "Euclid",
    "starters": {
        "numpy": "def add(a, b):\n    ...\n",
        "torch": "def add(a, b):  # torch\n    ...\n",
    },
    "examples": {
        "numpy": {"call": "add(1, 2)", "result": "3", "setup": ""},
        "torch": {"call": "add(1, 2)", "result": "3", "setup": ""},
    },
    "categories": {
        "small": {
            "name": {"en": "Small numbers", "zh": "小数字"},
            "property": {"en": "The sum is exact.", "zh": "和是精确的。"},
            "hint": {"en": "", "zh": ""},
        }
    },
    "hints": [{"en": f"Hint {n}", "zh": f"提示 {n}"} for n in (1, 2, 3)],
    "solutions": {
        "numpy": "def add(a, b):\n    return a + b\n",
        "torch": "def add(a, b):\n    return a + b\n",
    },
    "solution_notes": {"en": "Use `+`.", "zh": "用 `+`。"},
    "seconds": 2.0,
    "memory_mb": 512,
    "forbidden": ["numpy.add"],
}


def make_exercise(section: Section | None = None, **fields: Any) -> Exercise:
    """A published exercise with its card."""
    number = next(_numbers)
    slug = fields.pop("slug", f"add-{number}")
    card = make_card(section, kind=Card.Kind.EXERCISE, stable_id=f"exercise/{slug}")
    defaults = {
        "slug": slug,
        "version": f"{number:064x}",
        "title_en": f"Add {number}",
        "title_zh": f"加法 {number}",
        "summary_en": "Add two numbers.",
        "summary_zh": "把两个数相加。",
        "difficulty": 1,
        "topic": "boxes",
        "kind": "function",
        "entry": "add",
        "frameworks": ["numpy", "torch"],
        "page": PAGE,
        "card": card,
        "position": number,
    }
    exercise = Exercise.objects.create(**{**defaults, **fields})
    exercise.sections.set([card.section])
    return exercise


def make_submission(learner: User, exercise: Exercise, **fields: Any) -> Submission:
    """A full submission that waits, or that is judged when a `verdict` is given."""
    created = fields.get("created_at", NOON)
    defaults: dict[str, Any] = {
        "key": uuid4(),
        "framework": "numpy",
        "source": "def add(a, b):\n    return a + b\n",
        "exercise_version": exercise.version,
        "created_at": created,
        "queued_at": created,
    }
    if fields.get("verdict"):
        failed = fields["verdict"] == "IE"
        defaults |= {
            "state": Submission.State.FAILED if failed else Submission.State.DONE,
            "attempt": 1,
            "started_at": created,
            "finished_at": created + SECOND,
        }
    elif fields.get("state") == Submission.State.RUNNING:
        defaults |= {"attempt": 1, "started_at": created, "lease_until": created + 30 * SECOND}
    return Submission.objects.create(learner=learner, exercise=exercise, **{**defaults, **fields})
