"""What a member’s first screen shows of what they tell about themselves: what they offer to others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chapter.overview_sources import OverviewPart, OverviewSource, Place
from chapter.people import queries
from chapter.people.models.profile import OFFER


def _offers(account: Any, _now: datetime) -> Iterator[OverviewPart]:
    offers = [one for one in queries.asks_and_offers_of(account.person_id) if one.kind == OFFER]
    if offers:
        yield OverviewPart(40, Place.GAVE, "people/portal/_offers.html", {"offers": offers})


SOURCES = (OverviewSource(_offers),)
