"""What a member’s first screen shows of their applications: those that were approved and wait for dues."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.membership.models.applications import Application
from chapter.overview_sources import OverviewQuestion, OverviewSource


def _approved(account: Account, _now: datetime) -> Iterator[OverviewQuestion]:
    hers = select(Application).where(
        Application.person_id == account.person_id,
        Application.settled_at.is_not(None),
        Application.closed_at.is_(None),
    )
    for one in db.session.scalars(hers):
        yield OverviewQuestion(
            70,
            f"You’re approved: {one.level.name}",
            "You’ll be a member when we receive your dues.",
            url_for("applications.show_application", token=one.token),
            "How to pay",
        )


SOURCES = (OverviewSource(_approved),)
