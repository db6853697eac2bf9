"""What a member’s first screen shows of the account: that somebody asked to be forgotten."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter.accounts import queries
from chapter.accounts.models import Account
from chapter.overview_sources import OverviewPart, OverviewQuestion, OverviewSource, Place


def _deletion_request(account: Account, _now: datetime) -> Iterator[OverviewPart | OverviewQuestion]:
    request = queries.open_deletion_request(account.id)
    if request is not None:
        yield OverviewPart(10, Place.NOTICE, "accounts/portal/_deletion_request.html", {"request": request})
        url = url_for("privacy_portal.data")
        yield OverviewQuestion(90, "You asked us to erase your data", "", url, "Review or cancel", "line")


SOURCES = (OverviewSource(_deletion_request),)
