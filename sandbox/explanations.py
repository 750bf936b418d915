"""Every code of the judge and of the sandbox's services, in words of the interface's language.

The grader and the services know codes and values only; here alone they become sentences.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Values = Mapping[str, str | int | float]

# The grader's codes, with the grader's own English (`sandbox.judge.grader.messages`).
JUDGE: "Mapping[str, _StrPromise]" = {
    "source-empty": _("There is no code to run."),
    "source-too-large": _("The code has {bytes} bytes; at most {most} are accepted."),
    "source-not-utf8": _("The code is not valid UTF-8 (byte {position})."),
    "source-nul": _("The code contains a NUL character in line {line}."),
    "source-encoding": _("Line {line} declares the encoding {name}; only UTF-8 is accepted."),
    "source-nested": _("The code is nested too deeply to be checked."),
    "syntax-error": _("Line {line}: {message}"),
    "rule-call": _("Line {line} uses {name}, which this exercise asks you to write yourself."),
    "rule-import": _("Line {line} imports {name}, which this exercise does not allow."),
    "rule-broken": _("The code used {name}, which this exercise asks you to write yourself."),
    "wrong-values": _("{path}: {wrong} of {of} values are wrong."),
    "wrong-value": _("{path} is wrong."),
    "wrong-shape": _("{path} has the shape {got}, expected {expected}."),
    "wrong-dtype": _("{path} has the dtype {got}, expected {expected}."),
    "wrong-type": _("{path} is {got}, expected {expected}."),
    "wrong-length": _("{path} has {got} entries, expected {expected}."),
    "wrong-keys": _("{path} has the keys {got}, expected {expected}."),
    "wrong-device": _("{path} is on {got}, expected {expected}."),
    "no-gradient": _("No gradient reaches {name}."),
    "wrong-gradient": _("The gradient of {name} is wrong in {wrong} of {of} values."),
    "wrong-gradient-shape": _("The gradient of {name} has the shape {got}, expected {expected}."),
    "no-attribute": _("The object has no attribute {name} after the call."),
    "changed-input": _("The code changed its input {name}."),
    "shares-memory": _("The result shares memory with the input {name}; return a new array."),
    "hidden-wrong": _("A hidden case fails."),
    "unstable": _("Right in float64, but numerically unstable in {dtype}."),
    "timed-out": _("It ran longer than {seconds} s."),
    "timed-out-by-clock": _(
        "It was stopped after {seconds} s by the clock, of which it computed for "
        "{computing} s: it waited, or the machine is busy."
    ),
    "out-of-memory": _("It used more than {megabytes} MB of memory."),
    "too-much-output": _("It printed or returned more than is accepted."),
    "raised": _("{error}: {message}"),
    "raised-at": _("{error} in line {line} ({function}): {message}"),
    "killed": _("It was killed by {signal}."),
    "exited": _("It ended its own process (exit code {code})."),
    "broken-protocol": _("It disturbed the talk with the judge ({detail})."),
    "no-gpu": _("Not run: no GPU."),
    "stopped": _("Not run: {lost} cases before it had to be stopped."),
    "reference-failed": _("The exercise's own reference failed: {detail}"),
    "judge-unavailable": _("The judge is not available: {reason} {remedy}"),
}

SERVICES: "Mapping[str, _StrPromise]" = {
    "refused": _("That cannot be done now."),
    "judge-failed": _(
        "The judge failed at this program. That is not your fault: the admins have been told "
        "and will have it judged again."
    ),
    "exercise-gone": _("The exercise {exercise} is no longer offered. What you wrote is kept."),
    "unknown-framework": _("This exercise is solved with {known}, not with “{framework}”."),
    "key-reused": _("This form was already used for something else. Reload the page."),
    "too-many-in-flight": _(
        "At most {limit} of your programs are judged at a time. Wait for a verdict."
    ),
    "too-many-per-minute": _(
        "You may submit {limit} programs a minute. Try again in {seconds} s; your text is kept."
    ),
    "draft-is-stale": _("This text was changed in another tab or on another device."),
    "draft-too-long": _("The text has {bytes} bytes; drafts of at most {most} are kept."),
    "no-more-hints": _("There are {count} hints, shown one after the other."),
    "solution-withheld": _("The solution is shown once you have solved the exercise or given up."),
    "nothing-to-grade": _("Solve the exercise or give up first; then there is a grade."),
    "grade-too-high": _("You earned grade {earned}. You may lower it, not raise it."),
    "exercise-not-due": _("The exercise is not due: this was practice, its schedule stays."),
    "exercise-not-studied": _(
        "Your schedule leaves this exercise out: it, its section or its document is skipped, "
        "suspended or put off. Nothing was scheduled."
    ),
    "not-judged-yet": _("This submission is waiting or being judged already."),
    "name-taken": _("The name “{name}” is taken. Choose another."),
}

# What is wrong with the numbers, so that what a category asks for may be the reason.
_ABOUT_VALUES = frozenset(
    {
        "wrong-values", "wrong-value", "wrong-shape", "wrong-length", "wrong-keys", "no-gradient",
        "wrong-gradient", "wrong-gradient-shape", "hidden-wrong", "unstable",
    }
)  # fmt: skip


def category_explains(verdict: str, code: str) -> bool:
    """Whether the property and the hint of a case's category belong beside its failure.

    They speak of values; beside a time limit, an exception, a forbidden call, a wrong type or a
    changed input they would lead astray.
    """
    return verdict in ("WA", "NS") and code in _ABOUT_VALUES


def explain_message(code: str, values: Values) -> str:
    """Return the sentence for a code; a code from a newer judge is shown as it is."""
    text = JUDGE.get(code) or SERVICES.get(code)
    if text is None:
        return f"{code} {dict(values)}" if values else code
    return str(text).format_map(_Known(values))


class _Known(dict[str, str | int | float]):
    """Values by name; one that an older row lacks leaves a gap instead of an error."""

    def __missing__(self, key: str) -> str:
        return "…"
