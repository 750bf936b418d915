"""Submissions for the pictures: one that fails, one that is accepted, judged for real."""

import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from sandbox.drafts import save_draft
from sandbox.judge.client import Zygote
from sandbox.models import Exercise
from sandbox.queue import workers
from sandbox.queue.judging import judge_next
from sandbox.submitting import submit_source

WRONG, RIGHT = "nms", "box-iou"
WORKER = "quizsite@example"
PAGES = {
    "exercises": "/exercises/",
    "exercise-wrong": f"/exercises/{WRONG}/",
    "exercise-accepted": f"/exercises/{RIGHT}/",
}
STAFF_PAGES = {"judge": "/judge/"}


def submit_some(learner: User) -> None:
    """Submit a mutant of one exercise and the solution of another, and have both judged."""
    exercises = Path(settings.BASE_DIR) / "fixtures" / "exercises"
    mutant = next((exercises / WRONG / "mutants").glob("*suppress*.numpy.py"), None)
    mutant = mutant or sorted((exercises / WRONG / "mutants").glob("*.numpy.py"))[0]
    with tempfile.TemporaryDirectory() as folder, Zygote.start(Path(folder)) as zygote:
        settings.JUDGE_SOCKET = zygote.socket_path
        for slug, program in (
            (WRONG, mutant),
            (RIGHT, exercises / RIGHT / "solution.numpy.py"),
        ):
            exercise = Exercise.objects.get(slug=slug)
            source = program.read_text(encoding="utf-8")
            common: dict[str, Any] = {
                "learner": learner,
                "exercise": exercise,
                "framework": "numpy",
                "now": timezone.now(),
            }
            save_draft(text=source, revision=0, **common)
            submit_source(source=source, key=uuid.uuid4(), **common)
            judge_next(worker=WORKER)
        workers.report(name=WORKER, started_at=timezone.now(), now=timezone.now())
