"""What the sandbox's services refuse, as codes; `sandbox.explanations` has the words."""

from collections.abc import Mapping

Value = str | int | float


class SandboxError(Exception):
    """Something was refused. `explain_message(error.code, error.values)` says why, in words."""

    code = "refused"

    def __init__(self, **values: Value) -> None:
        self.values: Mapping[str, Value] = values
        super().__init__(f"{self.code} {values}" if values else self.code)


class SourceRefused(SandboxError):
    """The program cannot be judged whatever it does."""


class EmptySource(SourceRefused):
    code = "source-empty"


class SourceTooLong(SourceRefused):
    """It has `bytes` in UTF-8, and `most` are accepted."""

    code = "source-too-large"


class SourceHasNul(SourceRefused):
    """`line` counts from 1."""

    code = "source-nul"


class SourceNotUtf8(SourceRefused):
    """`position` counts from 0: bytes of a file, or characters of a text."""

    code = "source-not-utf8"


class ExerciseGone(SandboxError):
    """The exercise is retired; what was submitted stays readable."""

    code = "exercise-gone"


class UnknownFramework(SandboxError):
    """`framework` is none of the exercise's `known` ones."""

    code = "unknown-framework"


class KeyReused(SandboxError):
    """The idempotency key already stands for something else."""

    code = "key-reused"


class LimitReached(SandboxError):
    """The learner has to wait."""


class TooManyInFlight(LimitReached):
    """`limit` programs are waiting or being judged."""

    code = "too-many-in-flight"


class TooManyPerMinute(LimitReached):
    """`limit` programs came within a minute; the next one may in `seconds`."""

    code = "too-many-per-minute"


class StaleDraft(SandboxError):
    """The draft was saved elsewhere since: it now has revision `revision`."""

    code = "draft-is-stale"


class DraftTooLong(SandboxError):
    """It has `bytes` in UTF-8, and `most` are kept."""

    code = "draft-too-long"


class NoMoreHints(SandboxError):
    """All `count` hints have been taken."""

    code = "no-more-hints"


class SolutionWithheld(SandboxError):
    """The solution is for those who solved the exercise or gave it up."""

    code = "solution-withheld"


class NothingToGrade(SandboxError):
    """The exercise is neither solved nor given up since it last came due."""

    code = "nothing-to-grade"


class GradeTooHigh(SandboxError):
    """A learner may lower the grade that was earned, not raise it: `grade` over `earned`."""

    code = "grade-too-high"


class NotDue(SandboxError):
    """The exercise is not due, so solving it was practice and schedules nothing."""

    code = "exercise-not-due"


class NotStudied(SandboxError):
    """The learner leaves the exercise's document or section out, or has suspended or buried it."""

    code = "exercise-not-studied"


class NotJudged(SandboxError):
    """Only what has a verdict can be judged again."""

    code = "not-judged-yet"


class NameTaken(SandboxError):
    """Another learner already shows the name `name`."""

    code = "name-taken"
