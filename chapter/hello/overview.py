"""What a member’s first screen shows of their promises: those that they have not kept yet."""

from collections.abc import Iterator
from datetime import datetime

from chapter.accounts.models import Account
from chapter.hello.queries import hellos
from chapter.overview_sources import OverviewPart, OverviewSource, Place


def _promises(account: Account, _now: datetime) -> Iterator[OverviewPart]:
    promises = hellos.open_promises(account.person_id)
    if promises:
        yield OverviewPart(10, Place.BESIDE, "hello/portal/_promises.html", {"promises": promises})


SOURCES = (OverviewSource(_promises),)
