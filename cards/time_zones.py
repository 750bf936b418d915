"""The time zones a learner can choose from."""

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

FALLBACK = "UTC"
_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@dataclass(frozen=True)
class ZoneChoice:
    """One zone as it is offered: its name and its present distance from UTC, as “UTC+08:00”."""

    name: str
    offset: str


def known_or_utc(name: str) -> str:
    """Return `name` if it is a time zone known here, else UTC."""
    return name if name in _available() else FALLBACK


def zone_choices(now: datetime) -> Sequence[ZoneChoice]:
    """Return UTC, then every place, region by region; legacy names such as “PRC” are left out."""
    places = sorted(name for name in _available() if name.partition("/")[0] in _REGIONS)
    return [ZoneChoice(name, _offset(name, now)) for name in (FALLBACK, *places)]


@cache
def _available() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _offset(name: str, now: datetime) -> str:
    offset = now.astimezone(zoneinfo.ZoneInfo(name)).utcoffset() or timedelta()
    sign = "-" if offset < timedelta() else "+"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{sign}{hours:02}:{minutes:02}"
