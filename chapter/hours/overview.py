"""What a member’s first screen shows of their hours: the latest that count."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.accounts.models import Account
from chapter.hours import queries, valuation
from chapter.hours.models.hours import Hours
from chapter.overview_sources import MOST, OverviewPart, OverviewSource, Place


def _hours(account: Account, _now: datetime) -> Iterator[OverviewPart]:
    hers = queries.entries().where(Hours.person_id == account.person_id, *queries.counting())
    entries = list(db.session.scalars(hers.limit(MOST)))
    if entries:
        yield OverviewPart(
            20, Place.GAVE, "hours/portal/_entries.html", {"entries": entries, "hours": valuation.hours},
            all_of_it=(url_for("hours_portal.index"), "All hours"),
        )  # fmt: skip


SOURCES = (OverviewSource(_hours),)
