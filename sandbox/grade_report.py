"""A report of the judge as lines for a terminal, or as data for a program."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sandbox.explanations import category_explains, explain_message
from sandbox.queue.storing import clean_json
from sandbox.verdicts import Verdict

if TYPE_CHECKING:
    from sandbox.judge.grader import CaseReport, Message, Report

_MARKS: Mapping[str, str] = {Verdict.AC: "✓", Verdict.NR: "–"}
_INDENT = " " * 9
_LONGEST_EXAMPLE = 2000


def case_lines(case: "CaseReport", properties: Mapping[str, str]) -> Iterator[str]:
    """The case in one line, and below it what is wrong with it.

    `properties` say by category what must hold; of a hidden case that is all that is told.
    """
    verdict = str(case.verdict)
    mark = _MARKS.get(verdict, "✗")
    facts = f"{case.dtype}, {case.device}, {case.duration_ms:.0f} ms"
    yield f"{mark} {verdict:<4}{case.index + 1:>3}  {case.name} ({facts})"
    if case.message is not None:
        yield _INDENT + _words(case.message)
    if verdict in (Verdict.AC, Verdict.NR):
        return
    code = case.message.code if case.message is not None else ""
    if category_explains(verdict, code) and properties.get(case.category):
        yield _INDENT + properties[case.category]
    for wrong in case.mismatches:
        place = wrong.path + (f"[{', '.join(map(str, wrong.index))}]" if wrong.index else "")
        text = _("{place} is {got}, expected {expected}")
        yield _INDENT + text.format(place=place, got=wrong.got, expected=wrong.expected)
    for line in (case.counter_example or "")[:_LONGEST_EXAMPLE].splitlines():
        yield _INDENT + line


def summary_lines(report: "Report", *, samples: bool) -> Iterator[str]:
    """The verdict in words, what was printed, and what it took."""
    if report.output.strip():
        yield _("It printed:")
        yield from (f"  {line}" for line in report.output.rstrip().splitlines())
    if report.message is not None:
        yield _words(report.message)
    accepted = sum(str(case.verdict) == Verdict.AC for case in report.cases)
    words = str(Verdict(report.verdict).label)
    if samples and str(report.verdict) == Verdict.AC:
        # Passing the samples is not passing.
        words = _("Sample cases passed")
    count = ngettext("{n} of {all} case passed", "{n} of {all} cases passed", len(report.cases))
    yield f"{report.verdict}  {words}: {count.format(n=accepted, all=len(report.cases))}"
    facts = [f"{report.duration_ms:.0f} ms", f"{report.memory_bytes / (1 << 20):.0f} MB"]
    if report.relative_time is not None:
        facts.append(
            _("{times} × the time of our solution").format(times=f"{report.relative_time:.2f}")
        )
    facts += [_("seed {seed}").format(seed=report.seed), report.confinement]
    yield " · ".join(facts)
    if report.confinement == "unconfined":
        yield _("WARNING: the program ran without any confinement (QUIZSITE_UNCONFINED).")


def report_data(report: "Report") -> dict[str, Any]:
    """The report as JSON: all but the pictures, and messages also in words."""
    data: dict[str, Any] = asdict(report)
    data["message"] = _message_data(report.message)
    for case, found in zip(data["cases"], report.cases, strict=True):
        del case["picture"]
        case["message"] = _message_data(found.message)
    cleaned: dict[str, Any] = clean_json(data)
    return cleaned


def _message_data(message: "Message | None") -> dict[str, Any] | None:
    if message is None:
        return None
    return {"code": message.code, "values": dict(message.values), "words": _words(message)}


def _words(message: "Message") -> str:
    return explain_message(message.code, message.values)
