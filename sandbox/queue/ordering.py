"""Whose turn it is among the rows that wait."""

from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from sandbox.models import Submission

# From then on a full submission is as urgent as a run of the samples, lest it waits for ever.
_URGENT_AFTER = timedelta(seconds=10)
_State = Submission.State


def in_turn(rows: QuerySet[Submission], now: datetime) -> QuerySet[Submission]:
    """Order waiting rows: runs of the samples, then full ones, then what is judged again.

    Within these, learners take turns: first whoever has the fewest being judged, then whoever
    was served the longest ago; a flood from one learner delays that learner only.
    """
    own = Submission.objects.filter(learner=OuterRef("learner")).order_by().values("learner")
    running = own.filter(state=_State.RUNNING).annotate(count=Count("pk")).values("count")
    served = own.annotate(last=Max("started_at")).values("last")
    urgent = Q(scope=Submission.Scope.SAMPLES) | Q(queued_at__lt=now - _URGENT_AFTER)
    return rows.annotate(
        urgency=Case(
            When(rejudging=True, then=Value(2)),
            When(urgent, then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
        in_judgement=Coalesce(Subquery(running), 0),
        last_served=Subquery(served),
    ).order_by("urgency", "in_judgement", F("last_served").asc(nulls_first=True), "queued_at", "id")
