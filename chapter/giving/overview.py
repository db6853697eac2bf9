"""What a member’s first screen shows of their gifts: the latest that the chapter has received."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.giving import words
from chapter.giving.models import Gift
from chapter.giving.queries import COUNTED
from chapter.overview_sources import MOST, OverviewPart, OverviewSource, Place


def _gifts(account: Account, _now: datetime) -> Iterator[OverviewPart]:
    hers = select(Gift).where(Gift.person_id == account.person_id, *COUNTED)
    gifts = list(db.session.scalars(hers.order_by(Gift.paid_at.desc(), Gift.id.desc()).limit(MOST)))
    if gifts:
        yield OverviewPart(
            10, Place.GAVE, "giving/portal/_gifts.html", {"gifts": gifts, "words": words},
            all_of_it=(url_for("portal.gifts"), "All your gifts"),
        )  # fmt: skip


SOURCES = (OverviewSource(_gifts),)
