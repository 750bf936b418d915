"""For how many days in a row a learner has answered at least one card."""

from django.contrib.auth.models import User
from django.db import connection

# One index look-up a day, so a log of millions of rows costs no more than the streak is long.
_QUERY = """
    WITH RECURSIVE streak(day) AS (
        SELECT latest.day FROM (
            SELECT max(day) AS day FROM cards_review
            WHERE learner_id = %(learner)s AND day >= %(yesterday)s AND undone_at IS NULL
        ) AS latest WHERE latest.day IS NOT NULL
        UNION ALL
        SELECT streak.day - 1 FROM streak
        WHERE EXISTS (
            SELECT 1 FROM cards_review
            WHERE learner_id = %(learner)s AND day = streak.day - 1 AND undone_at IS NULL
        )
    )
    SELECT count(*) FROM streak
"""


def streak_length(learner: User, *, day: int) -> int:
    """Return the length of the streak that ends on `day`, or the day before if today is open."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"learner": learner.pk, "yesterday": day - 1})
        (length,) = cursor.fetchone()
    return int(length)
