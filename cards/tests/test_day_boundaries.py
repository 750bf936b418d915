"""The learner's day begins at the rollover hour, also when the clock is changed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cards.scheduling.day import date_to_day, day_start, day_to_date, learner_day

ZONES = [
    "UTC",
    "America/New_York",
    "America/Havana",
    "America/St_Johns",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Asia/Shanghai",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
hours = st.integers(0, 23)
days = st.integers(date_to_day(date(2007, 1, 1)), date_to_day(date(2037, 1, 1)))
instants = st.datetimes(datetime(2007, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))
SECOND = timedelta(seconds=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@given(days, zones, hours)
@example(date_to_day(date(2011, 11, 6)), ZoneInfo("America/St_Johns"), 0)
@example(date_to_day(date(2025, 3, 30)), ZoneInfo("Antarctica/Troll"), 2)
@example(date_to_day(date(2025, 10, 26)), ZoneInfo("Antarctica/Troll"), 2)
def test_a_day_holds_from_its_start_to_the_start_of_the_next(
    day: int, zone: ZoneInfo, hour: int
) -> None:
    start, end = day_start(day, zone, hour), day_start(day + 1, zone, hour)
    assert learner_day(start, zone, hour) == day
    assert learner_day(start - SECOND, zone, hour) == day - 1
    assert learner_day(end - SECOND, zone, hour) == day
    assert timedelta(hours=22) <= end - start <= timedelta(hours=26)


@given(instants, zones, hours)
@example(utc(2025, 10, 26, 1, 30), ZoneInfo("Antarctica/Troll"), 2)
def test_every_instant_lies_in_the_day_it_is_given(
    instant: datetime, zone: ZoneInfo, hour: int
) -> None:
    day = learner_day(instant, zone, hour)
    assert day_start(day, zone, hour) <= instant < day_start(day + 1, zone, hour)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=2)), zones, hours)
@example(utc(2025, 10, 26, 0, 59), timedelta(minutes=2), ZoneInfo("Antarctica/Troll"), 2)
def test_days_never_go_back(instant: datetime, later: timedelta, zone: ZoneInfo, hour: int) -> None:
    assert learner_day(instant, zone, hour) <= learner_day(instant + later, zone, hour)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "start"),
    [
        # New York skips 02:00 to 03:00 and shows 01:00 to 02:00 twice.
        ("America/New_York", date(2025, 3, 9), 1, utc(2025, 3, 9, 6)),
        ("America/New_York", date(2025, 3, 9), 2, utc(2025, 3, 9, 7)),
        ("America/New_York", date(2025, 3, 9), 3, utc(2025, 3, 9, 7)),
        ("America/New_York", date(2025, 3, 9), 4, utc(2025, 3, 9, 8)),
        ("America/New_York", date(2025, 11, 2), 1, utc(2025, 11, 2, 5)),
        ("America/New_York", date(2025, 11, 2), 2, utc(2025, 11, 2, 7)),
        ("America/New_York", date(2025, 11, 2), 4, utc(2025, 11, 2, 9)),
        # Havana skips midnight and shows it twice.
        ("America/Havana", date(2025, 3, 9), 0, utc(2025, 3, 9, 5)),
        ("America/Havana", date(2025, 11, 2), 0, utc(2025, 11, 2, 4)),
        ("America/Havana", date(2025, 11, 2), 1, utc(2025, 11, 2, 6)),
        # The Azores, too, and lie west of Greenwich only in winter.
        ("Atlantic/Azores", date(2025, 3, 30), 0, utc(2025, 3, 30, 1)),
        ("Atlantic/Azores", date(2025, 10, 26), 0, utc(2025, 10, 26, 0)),
        # Lord Howe changes by half an hour: 02:00 becomes 02:30, and 02:00 becomes 01:30.
        ("Australia/Lord_Howe", date(2025, 10, 5), 2, utc(2025, 10, 4, 15, 30)),
        ("Australia/Lord_Howe", date(2025, 4, 6), 2, utc(2025, 4, 5, 15, 30)),
        # Troll skips two hours, 01:00 to 03:00, and is set back by as much: 02:00 comes twice.
        ("Antarctica/Troll", date(2025, 3, 30), 2, utc(2025, 3, 30, 1)),
        ("Antarctica/Troll", date(2025, 10, 26), 2, utc(2025, 10, 26, 0)),
        # Shanghai has no daylight saving.
        ("Asia/Shanghai", date(2025, 3, 9), 4, utc(2025, 3, 8, 20)),
    ],
)
def test_days_begin_at_the_hour_on_the_wall(
    zone: str, day: date, hour: int, start: datetime
) -> None:
    number = date_to_day(day)
    assert day_start(number, ZoneInfo(zone), hour) == start
    assert learner_day(start, ZoneInfo(zone), hour) == number
    assert learner_day(start - SECOND, ZoneInfo(zone), hour) == number - 1


def test_a_day_that_the_calendar_skipped_is_never_lived() -> None:
    apia = ZoneInfo("Pacific/Apia")
    jump = utc(2011, 12, 30, 10)
    assert day_to_date(learner_day(jump - SECOND, apia, 0)) == date(2011, 12, 29)
    assert day_to_date(learner_day(jump, apia, 0)) == date(2011, 12, 31)
    assert day_start(date_to_day(date(2011, 12, 30)), apia, 0) == jump


def test_late_at_night_is_still_yesterday() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert day_to_date(learner_day(utc(2025, 3, 9, 19, 59), shanghai, 4)) == date(2025, 3, 9)
    assert day_to_date(learner_day(utc(2025, 3, 9, 20, 0), shanghai, 4)) == date(2025, 3, 10)


def test_moving_east_brings_the_next_day_and_moving_west_the_last_one_again() -> None:
    instant = utc(2025, 3, 10, 12)
    auckland, honolulu = ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Honolulu")
    here = learner_day(instant, ZoneInfo("UTC"), 4)
    assert learner_day(instant + timedelta(hours=4), auckland, 4) == here + 1
    assert learner_day(instant, honolulu, 4) == here - 1


def test_days_are_counted_from_1970() -> None:
    assert date_to_day(date(1970, 1, 1)) == 0
    assert day_to_date(date_to_day(date(2025, 3, 9))) == date(2025, 3, 9)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        learner_day(datetime(2025, 3, 9), ZoneInfo("UTC"), 4)
