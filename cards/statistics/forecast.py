"""How many cards come back on days to come."""

from cards.scheduling.selection import PROBE, rows, studied
from cards.scheduling.standing import Standing


def due_tomorrow(standing: Standing) -> int:
    """Return how many studied cards come due on the next day, or back from being put off."""
    ((count,),) = rows(
        standing,
        f"""SELECT COUNT(*) FROM cards_schedule AS schedule
            WHERE schedule.learner_id = %(learner)s AND NOT schedule.suspended
                AND schedule.due_day <= %(tomorrow)s
                AND (schedule.due_day = %(tomorrow)s OR schedule.buried_until = %(tomorrow)s)
                AND COALESCE(schedule.buried_until, 0) <= %(tomorrow)s
                AND EXISTS (
                    SELECT 1 FROM cards_card AS card
                    WHERE card.id = schedule.card_id AND {studied(standing)} {PROBE}
                )""",  # noqa: S608  # the conditions are our own
        tomorrow=standing.day + 1,
    )
    return int(count)
