"""A learner's attempts in a table, and two of them line by line."""

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Q
from django.urls import reverse

from sandbox.models import Submission, SubmissionCase
from sandbox.verdicts import Verdict
from sandbox.views.exercise_list import FRAMEWORK_NAMES
from sandbox.views.result_page import verdict_class

CONTEXT_LINES = 3
_MOST_STEPS = 20_000_000
"""Pairs of equal lines times lines: at worst a few seconds of a web worker."""


Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row of the table."""

    created: datetime
    url: str
    kind: str
    verdict_words: str
    verdict_class: str
    passed: str
    differences_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference; `place` is its number in the newer program."""

    kind: Literal["same", "added", "removed", "gap"]
    place: int | None
    text: str

    @property
    def sign(self) -> str:
        return {"added": "+", "removed": "−"}.get(self.kind, "")


def attempt_rows(submissions: Sequence[Submission]) -> list[Attempt]:
    """Put attempts, newest first, into rows; one query for the counts of their cases."""
    counts = _case_counts(submissions)
    return [_row(row, counts.get(row.pk, (0, 0))) for row in submissions]


def _case_counts(submissions: Sequence[Submission]) -> dict[int, tuple[int, int]]:
    current = Q()
    for row in submissions:
        current |= Q(submission=row, attempt=row.attempt)
    if not submissions:
        return {}
    counted = (
        SubmissionCase.objects.filter(current)
        .order_by()
        .values_list("submission_id")
        .annotate(passed=Count("pk", filter=Q(verdict=Verdict.AC)), all=Count("pk"))
    )
    return {pk: (passed, every) for pk, passed, every in counted}


def _row(row: Submission, counts: tuple[int, int]) -> Attempt:
    passed, every = counts
    framework = FRAMEWORK_NAMES.get(row.framework, row.framework)
    return Attempt(
        created=row.created_at,
        url=reverse("submission", args=[row.pk]),
        kind=f"{framework}, {row.get_scope_display()}",
        verdict_words=str(row.get_verdict_display() if row.is_final else row.get_state_display()),
        verdict_class=verdict_class(row),
        passed=f"{passed}/{every}" if every else "",
        differences_url=reverse("differences", args=[row.pk]),
    )


def differences_of(before: str, after: str) -> list[Line]:
    """What changed between two programs, with a few lines around each change.

    Where thousands of lines are alike, comparing them all would keep the server for minutes; then
    everything between the first and the last change is shown as replaced.
    """
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for group in _grouped(old, new):
        if lines:
            lines.append(Line("gap", None, "…"))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [Line("same", n + 1, new[n]) for n in range(new_from, new_to)]
            else:
                lines += [Line("removed", None, old[n]) for n in range(old_from, old_to)]
                lines += [Line("added", n + 1, new[n]) for n in range(new_from, new_to)]
    return lines


def _grouped(old: list[str], new: list[str]) -> Iterable[list[Opcode]]:
    """The changes in groups, each with the lines around it."""
    copies = Counter(new)
    pairs = sum(copies[line] for line in old)
    if pairs * min(len(old), len(new)) <= _MOST_STEPS:
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        return matcher.get_grouped_opcodes(CONTEXT_LINES)
    same = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), min(len(old), len(new)) - same)
    old_to, new_to = len(old) - tail, len(new) - tail
    if (same, same) == (old_to, new_to):
        return []
    head, foot = min(same, CONTEXT_LINES), min(tail, CONTEXT_LINES)
    return [
        [
            ("equal", same - head, same, same - head, same),
            ("replace", same, old_to, same, new_to),
            ("equal", old_to, old_to + foot, new_to, new_to + foot),
        ]
    ]


def _common(one: list[str], other: list[str]) -> int:
    """How many lines are the same at the beginning of both."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))
