"""What the judge found, written where the claim still holds and nowhere else."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sandbox.models import Submission, SubmissionCase
from sandbox.progress import refresh_progress
from sandbox.queue.claims import Claim

if TYPE_CHECKING:
    from sandbox.judge.grader import CaseReport, Message, Report

_LONGEST_CODE = 60


@transaction.atomic
def store_cases(claim: Claim, cases: Iterable["CaseReport"]) -> bool:
    """Keep cases that are finished, so that they can be watched; False if the claim is lost."""
    if claim.row.select_for_update(of=("self",)).values_list("pk").first() is None:
        return False
    _insert(claim, cases)
    return True


@transaction.atomic
def store_report(
    claim: Claim, report: "Report", unwritten: Iterable["CaseReport"], now: datetime
) -> bool:
    """Keep the verdict, with the cases not kept so far; False, with nothing kept, if too late."""
    message = _message(report.message)
    written = claim.row.update(
        state=Submission.State.DONE,
        lease_until=None,
        finished_at=now,
        rejudging=False,
        exercise_version=report.exercise_version,
        verdict=str(report.verdict),
        message_code=message.code,
        message_values=message.values,
        output=clean_text(report.output),
        duration_ms=_whole(report.duration_ms),
        cpu_ms=_whole(report.cpu_ms),
        memory_bytes=_whole(report.memory_bytes),
        relative_time=_finite(report.relative_time),
        confinement=clean_text(report.confinement)[:60],
        smallest_failure=report.smallest_failure,
    )
    if not written:
        return False
    _insert(claim, unwritten)
    _add_picture(claim, report)
    refresh_progress(claim.submission.learner, claim.submission.exercise)
    return True


def clean_text(text: str) -> str:
    """Replace what no database keeps: NUL and halves of surrogate pairs."""
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode(errors="replace").decode()


def clean_json(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """`clean_text` all through; infinities and NaN, which JSON lacks, become text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class _Stored:
    code: str
    values: dict[str, Any]


def _message(message: "Message | None") -> _Stored:
    if message is None:
        return _Stored("", {})
    return _Stored(message.code[:_LONGEST_CODE], clean_json(message.values))


def _insert(claim: Claim, cases: Iterable["CaseReport"]) -> None:
    rows = [_row(claim, case) for case in cases]
    # A case that was kept by a write of which the answer got lost is kept already.
    SubmissionCase.objects.bulk_create(rows, ignore_conflicts=True)


def _add_picture(claim: Claim, report: "Report") -> None:
    """The picture is drawn last, of the smallest failure, when its case may be kept already."""
    if report.smallest_failure is None:
        return
    picture = report.cases[report.smallest_failure].picture
    if picture is not None:
        SubmissionCase.objects.filter(
            submission=claim.submission, attempt=claim.attempt, index=report.smallest_failure
        ).update(picture=picture)


def _row(claim: Claim, case: "CaseReport") -> SubmissionCase:
    message = _message(case.message)
    return SubmissionCase(
        submission=claim.submission,
        attempt=claim.attempt,
        index=case.index,
        name=clean_text(case.name)[:200],
        category=case.category,
        origin=case.origin,
        dtype=case.dtype,
        device=case.device,
        verdict=str(case.verdict),
        message_code=message.code,
        message_values=message.values,
        mismatches=[
            clean_json({"path": m.path, "index": m.index, "got": m.got, "expected": m.expected})
            for m in case.mismatches
        ],
        error_ratio=_finite(case.error_ratio),
        counter_example=clean_text(case.counter_example or ""),
        picture=case.picture,
        duration_ms=_whole(case.duration_ms),
        memory_bytes=_whole(case.memory_bytes),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _whole(value: float) -> int:
    return max(0, round(value))
