"""Help on the way: hints one by one, giving up, looking at the solution. All of it is noted."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from cards.models import Profile
from sandbox.errors import NoMoreHints, SolutionWithheld
from sandbox.exercise_pages import Solution, exercise_page, hint_text, solution_of
from sandbox.models import Exercise, ExerciseProgress, Help
from sandbox.rounds import Round, round_of


@dataclass(frozen=True, slots=True)
class Hint:
    """Hint `number` of `count`, Markdown in the language of the interface."""

    number: int
    count: int
    text: str


def hints_taken(*, learner: User, exercise: Exercise, now: datetime) -> list[Hint]:
    """Return the hints taken in the present round; a new round begins without any."""
    count = exercise_page(exercise).hints
    taken = _hints(learner, round_of(learner=learner, exercise=exercise, now=now))
    return [Hint(number, count, hint_text(exercise, number)) for number in range(1, taken + 1)]


@transaction.atomic
def take_hint(*, learner: User, exercise: Exercise, number: int, now: datetime) -> Hint:
    """Note that the learner takes hint `number` and return it; a double click takes one.

    Hints are taken in order: asking for one taken already shows it again. Raises `NoMoreHints`
    for a number that is not the next one.
    """
    Profile.objects.select_for_update().get(pk=learner.pk)
    present = round_of(learner=learner, exercise=exercise, now=now)
    taken = _hints(learner, present)
    count = exercise_page(exercise).hints
    if not 1 <= number <= min(count, taken + 1):
        raise NoMoreHints(count=count)
    if number > taken:
        _note(learner, exercise, Help.Kind.HINT, now, hint=number)
    return Hint(number, count, hint_text(exercise, number))


@transaction.atomic
def give_up(*, learner: User, exercise: Exercise, now: datetime) -> Solution:
    """Note that the learner gives up and return the solution. Submitting stays open.

    Once solved, nothing is given up: the solution is just shown.
    """
    present = round_of(learner=learner, exercise=exercise, now=now)
    if present.accepted is None and not present.gave_up:
        _note(learner, exercise, Help.Kind.GAVE_UP, now)
    return solution_of(exercise)


@transaction.atomic
def see_solution(*, learner: User, exercise: Exercise, now: datetime) -> Solution:
    """Note that the learner looks at the solution and return it.

    Raises `SolutionWithheld` unless the learner has ever solved the exercise or given it up.
    Looking at it before solving the exercise in the present round makes its grade 1.
    """
    if not may_see_solution(learner=learner, exercise=exercise):
        raise SolutionWithheld(exercise=exercise.slug)
    present = round_of(learner=learner, exercise=exercise, now=now)
    if present.accepted is None and not present.solution_seen:
        _note(learner, exercise, Help.Kind.SOLUTION, now)
    return solution_of(exercise)


def may_see_solution(*, learner: User, exercise: Exercise) -> bool:
    """Whether the learner has ever solved the exercise or given it up."""
    solved = ExerciseProgress.objects.filter(
        learner=learner, exercise=exercise, first_accepted__isnull=False
    )
    gave_up = Help.objects.filter(learner=learner, exercise=exercise, kind=Help.Kind.GAVE_UP)
    return solved.exists() or gave_up.exists()


def _hints(learner: User, present: Round) -> int:
    """How many hints were taken in the round, those after the solution included."""
    rows = Help.objects.filter(learner=learner, exercise=present.exercise, kind=Help.Kind.HINT)
    if present.since is not None:
        rows = rows.filter(at__gt=present.since)
    return rows.count()


def _note(
    learner: User, exercise: Exercise, kind: Help.Kind, now: datetime, *, hint: int | None = None
) -> None:
    Help.objects.create(learner=learner, exercise=exercise, kind=kind, hint=hint, at=now)
