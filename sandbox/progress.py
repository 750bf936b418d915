"""What a learner has reached in an exercise, worked out from all submissions."""

from django.contrib.auth.models import User

from sandbox.models import Exercise, ExerciseProgress, Submission
from sandbox.rounds import failed
from sandbox.verdicts import Verdict


def refresh_progress(learner: User, exercise: Exercise) -> ExerciseProgress:
    """Work the progress out anew: a verdict may have come, or may have changed."""
    submissions = Submission.objects.filter(learner=learner, exercise=exercise)
    accepted = submissions.filter(scope=Submission.Scope.FULL, verdict=Verdict.AC)
    first = accepted.order_by("id").first()
    failures = submissions.filter(failed())
    if first is not None:
        failures = failures.filter(pk__lt=first.pk)
    timed = accepted.filter(relative_time__isnull=False, exercise_version=exercise.version)
    best = timed.order_by("relative_time", "id").first()
    progress, _created = ExerciseProgress.objects.update_or_create(
        learner=learner,
        exercise=exercise,
        defaults={
            "first_accepted": first,
            "failures": failures.count(),
            "best": best,
            "best_relative_time": best.relative_time if best else None,
        },
    )
    return progress
