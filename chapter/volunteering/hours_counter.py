"""How many hours she gave: ticks "hours she gave" in what a level of membership asks for."""

from collections.abc import Collection, Mapping
from datetime import datetime

from chapter.membership.counters import Counter
from chapter.settings import queries as settings
from chapter.volunteering import given


def _gave(person_ids: Collection[int], since: datetime, until: datetime) -> Mapping[int, int]:
    zone = settings.current().zone_info
    minutes = given.minutes_of(person_ids, since.astimezone(zone).date(), until.astimezone(zone).date())
    return {person: some // 60 for person, some in minutes.items()}


COUNTER = Counter("hours", "hours she gave", _gave)
"""Whole hours: 119 minutes are one."""
