"""How many hours a member gave: counts for "volunteer hours" in what a level of membership asks for."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from chapter.hours import queries
from chapter.levels.counters import Counter
from chapter.settings import queries as settings

AN_INSTANT = timedelta(microseconds=1)


def _hours_given(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    """Whole hours of each person. The day of ``until`` counts too, unless it has not begun: hours given
    today count today."""
    zone = settings.current().zone_info
    first, last = since.astimezone(zone).date(), (until - AN_INSTANT).astimezone(zone).date()
    minutes = queries.minutes_of(person_ids, first, last + timedelta(days=1))
    return {person: some // 60 for person, some in minutes.items()}


COUNTER = Counter(
    "hours", "volunteer hours", _hours_given, "Full hours count, once the chapter has approved them."
)
"""Whole hours: 119 minutes are one."""
