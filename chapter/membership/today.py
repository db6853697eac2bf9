"""Memberships whose dues are still to come."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.membership import queries
from chapter.membership.queries import balances
from chapter.web.today_sources import Link, WaitingItem, WaitingSource, counted


def _paid_in_part(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    many = balances.count_owing(queries.today(now))
    if many:
        yield WaitingItem(
            counted(many, "One membership is paid in part", "{} memberships are paid in part"),
            "The rest of their dues is still to come.",
            Link(url_for("membership_office.index", state="owing"), "See who"),
        )


def _renewals(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    asked = queries.memberships_in_state("asked", queries.today(now))
    many = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    if many:
        yield WaitingItem(
            counted(many, "One membership wants to be renewed", "{} memberships want to be renewed"),
            "They pressed “I want to renew”; their dues are still to come.",
            Link(url_for("membership_office.index", state="asked"), "See who"),
        )


SOURCES = (
    WaitingSource(_paid_in_part, "membership_office.record_dues", 55),
    WaitingSource(_renewals, "applications_office.applications_index", 56),
)
