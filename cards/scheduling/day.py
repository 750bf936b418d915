"""The learner's day: it begins at the rollover hour on the learner's own clock.

A day is a whole number, the days since 1970-01-01. The wall clock decides, not elapsed hours, so
a day may last 23 or 25 hours when daylight saving begins or ends.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = date(1970, 1, 1)


def learner_day(instant: datetime, zone: ZoneInfo, rollover_hour: int) -> int:
    """Return the day that `instant` falls in; raises ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    # Subtracting on the wall clock, without zone, keeps the rollover at the same hour all year.
    wall_clock = instant.astimezone(zone).replace(tzinfo=None)
    day = date_to_day((wall_clock - timedelta(hours=rollover_hour)).date())
    # A clock set back past the rollover hour does not bring yesterday back.
    return day + (instant >= day_start(day + 1, zone, rollover_hour))


def day_start(day: int, zone: ZoneInfo, rollover_hour: int) -> datetime:
    """Return the instant, in UTC, at which `day` begins.

    When the clock jumps over the rollover hour, the day begins at the jump. When the clock shows
    the hour twice, it begins the first time.
    """
    wall_clock = datetime.combine(day_to_date(day), time(rollover_hour), tzinfo=zone)
    start = wall_clock.astimezone(UTC)
    exists = start.astimezone(zone).replace(tzinfo=None) == wall_clock.replace(tzinfo=None)
    return start if exists else _end_of_gap(wall_clock)


def date_to_day(day: date) -> int:
    return (day - _EPOCH).days


def day_to_date(day: int) -> date:
    return _EPOCH + timedelta(days=day)


def _end_of_gap(wall_clock: datetime) -> datetime:
    """Return the instant of the jump that skips `wall_clock`.

    For a skipped time the two folds give the offsets before and after the jump; reading the wall
    clock with the later offset lies before the jump by exactly as much as it was skipped.
    """
    before = wall_clock.replace(fold=0)
    after = wall_clock.replace(fold=1)
    low, high = sorted((before.astimezone(UTC), after.astimezone(UTC)))
    old_offset = low.astimezone(wall_clock.tzinfo).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(wall_clock.tzinfo).utcoffset() == old_offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
