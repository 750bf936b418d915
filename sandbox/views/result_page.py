"""A submission as its author sees it: the verdict, each case, what went wrong and where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sandbox.exercise_pages import CategoryTexts, exercise_page
from sandbox.explanations import category_explains, explain_message
from sandbox.models import Submission, SubmissionCase
from sandbox.results import Progress, cases_of
from sandbox.verdicts import Verdict
from sandbox.views.exercise_list import FRAMEWORK_NAMES

MARKS = {Verdict.AC: "✓", Verdict.NR: "–"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One wrong value: where it stands, what it was, what it should be."""

    where: str
    got: str
    expected: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in words."""

    name: str
    category: str
    dtype: str
    device: str
    mark: str
    css: str
    verdict_words: str
    time: str
    message: str = ""
    rule: str = ""
    hint: str = ""
    mismatches: Sequence[Difference] = ()
    picture_url: str = ""
    counter_example: str = ""
    hidden: bool = False

    @property
    def more(self) -> bool:
        """Whether there is anything to unfold."""
        return bool(self.message or self.rule or self.mismatches or self.picture_url)

    @property
    def picture_alt(self) -> str:
        return _("Picture of this case; the table and the inputs say the same in numbers.")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the submitted program."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything that the result's template shows."""

    progress: Progress
    cases: Sequence[CaseLine]
    notice: str = ""
    place: Place | None = None

    @property
    def submission(self) -> Submission:
        return self.progress.submission

    @property
    def pk(self) -> int:
        return self.submission.pk

    @property
    def slug(self) -> str:
        return self.submission.exercise.slug

    @property
    def url(self) -> str:
        return reverse("submission", args=[self.submission.pk])

    @property
    def created(self) -> datetime:
        return self.submission.created_at

    @property
    def final(self) -> bool:
        return self.submission.is_final

    @property
    def accepted(self) -> bool:
        return self.submission.is_accepted

    @property
    def done(self) -> int:
        return len(self.cases)

    @property
    def framework(self) -> str:
        return FRAMEWORK_NAMES.get(self.submission.framework, self.submission.framework)

    @property
    def scope(self) -> str:
        return str(self.submission.get_scope_display())

    @property
    def output(self) -> str:
        return self.submission.output

    @property
    def passed(self) -> list[CaseLine]:
        return [case for case in self.cases if case.css != "failed"]

    @property
    def failed(self) -> list[CaseLine]:
        """The failures, first the one with the picture: the smallest that may be shown."""
        failed = [case for case in self.cases if case.css == "failed"]
        return sorted(failed, key=lambda case: not case.picture_url)

    @property
    def title(self) -> str:
        if not self.final:
            waiting = self.submission.state == Submission.State.QUEUED
            return _("Waiting …") if waiting else _("Judging …")
        if self.submission.verdict == Verdict.AC and not self.accepted:
            # Passing the samples is not passing; other trainers mislead here.
            return _("Sample cases passed")
        return str(self.submission.get_verdict_display())

    @property
    def verdict_class(self) -> str:
        return verdict_class(self.submission)

    @property
    def message(self) -> str:
        if self.submission.message_code:
            return explain_message(self.submission.message_code, self.submission.message_values)
        if self.submission.state == Submission.State.QUEUED:
            return self._waiting
        if not self.final:
            text = ngettext("{n} case so far", "{n} cases so far", self.done)
            return text.format(n=self.done)
        if self.accepted:
            return _("All {n} cases passed.").format(n=self.done)
        if self.submission.verdict == Verdict.AC:
            return _("Submit it to have it judged on all cases.")
        failed = len(self.failed)
        text = ngettext("{n} of {all} cases failed.", "{n} of {all} cases failed.", failed)
        return text.format(n=failed, all=self.done)

    @property
    def _waiting(self) -> str:
        if self.progress.waiting_for == "worker":
            return _("It is kept and waits: no worker is running. The admins see this.")
        if self.progress.waiting_for == "sandbox":
            return _("It is kept and waits: the sandbox is not available. The admins see why.")
        ahead = self.progress.ahead
        text = ngettext("{n} program is before yours.", "{n} programs are before yours.", ahead)
        return text.format(n=ahead) if ahead else _("Yours is next.")

    @property
    def measures(self) -> list[str]:
        """Time, memory and speed beside the solution's."""
        row = self.submission
        said: list[str] = []
        if not self.final:
            return said
        if row.cpu_ms is not None:
            said.append(_("processor time {ms} ms").format(ms=f"{row.cpu_ms:,}"))
        if row.memory_bytes:
            said.append(_("memory {mb} MB").format(mb=f"{row.memory_bytes / 2**20:,.0f}"))
        if row.relative_time is not None:
            said.append(_("{ratio}× the solution’s time").format(ratio=f"{row.relative_time:.2f}"))
        if row.duration_ms is not None:
            said.append(_("judged in {s} s").format(s=f"{row.duration_ms / 1000:.2f}"))
        return said


def verdict_class(submission: Submission) -> str:
    if not submission.is_final:
        return "verdict-wait"
    return "verdict-AC" if submission.verdict == Verdict.AC else "verdict-bad"


def result_page(progress: Progress) -> ResultPage:
    """Put how far a submission is, or what came of it, into words."""
    submission = progress.submission
    categories = exercise_page(submission.exercise).categories
    line = submission.message_values.get("line")
    drawn = _drawn(submission)
    return ResultPage(
        progress=progress,
        cases=[_line(case, categories.get(case.category), drawn) for case in progress.cases],
        place=_place(submission.source, line) if isinstance(line, int) else None,
        notice=_unconfined(submission),
    )


def _drawn(submission: Submission) -> int | None:
    """The case with a picture: the smallest failure, where there is anything to draw."""
    smallest = submission.smallest_failure
    if smallest is None:
        return None
    drawn = cases_of(submission=submission).filter(index=smallest, picture__isnull=False)
    return smallest if drawn.exists() else None


def _unconfined(submission: Submission) -> str:
    if submission.confinement != "unconfined":
        return ""
    return _("Judged without the sandbox: this site runs programs unconfined.")


def _place(source: str, line: int) -> Place | None:
    lines = source.splitlines()
    if not 1 <= line <= len(lines):
        return None
    return Place(line, lines[line - 1].strip()[:200])


def _line(case: SubmissionCase, category: CategoryTexts | None, drawn: int | None) -> CaseLine:
    failed = case.verdict not in MARKS
    said = CaseLine(
        name=case.name,
        category=category.name if category else case.category,
        dtype=case.dtype,
        device=case.device,
        mark=MARKS.get(Verdict(case.verdict), "✗"),
        css="failed" if failed else "passed" if case.verdict == Verdict.AC else "skipped",
        verdict_words=str(case.get_verdict_display()),
        time=_("{ms} ms").format(ms=case.duration_ms),
        message=explain_message(case.message_code, case.message_values)
        if case.message_code
        else "",
    )
    return _with_details(said, case, category, drawn) if failed else said


def _with_details(
    said: CaseLine, case: SubmissionCase, category: CategoryTexts | None, drawn: int | None
) -> CaseLine:
    picture = reverse("case_picture", args=[case.submission_id, case.index])
    if not category_explains(case.verdict, case.message_code):
        category = None
    return replace(
        said,
        rule=category.property if category else "",
        hint=category.hint if category else "",
        mismatches=[_difference(mismatch) for mismatch in case.mismatches],
        picture_url=f"{picture}?attempt={case.attempt}" if case.index == drawn else "",
        counter_example=case.counter_example,
        hidden=case.origin == "hidden",
    )


def _difference(mismatch: dict[str, Any]) -> Difference:
    index = ", ".join(str(number) for number in mismatch["index"])
    where = f"{mismatch['path']}[{index}]" if index else str(mismatch["path"])
    return Difference(where, str(mismatch["got"]), str(mismatch["expected"]))
