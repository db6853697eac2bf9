"""Applications and memberships that wait for an answer or for dues, and who is in her first weeks."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.applications import queries as applications
from chapter.applications.rules import welcome_mails
from chapter.membership import queries
from chapter.membership.queries import balances
from chapter.plurals import agree
from chapter.today_sources import (
    ComingItem,
    ComingSource,
    Link,
    NothingComing,
    WaitingItem,
    WaitingSource,
)


def _asking(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    many = applications.applications_waiting()
    if many:
        yield WaitingItem(
            agree(many, "One woman asks to join", f"{many:,} women ask to join"),
            "Each has confirmed her e-mail and waits for an answer.",
            Link(url_for("applications_office.applications_index"), "Read and decide"),
        )


def _owing(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    many = applications.applications_owing()
    if many:
        yield WaitingItem(
            agree(many, "One is welcome and owes her dues", f"{many:,} are welcome and owe their dues"),
            agree(
                many, "Her membership begins when you record them.",
                "Each membership begins when you record them.",
            ),
            Link(url_for("applications_office.applications_index"), "Record dues"),
        )  # fmt: skip


def _paid_in_part(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    many = balances.count_owing(queries.today(now))
    if many:
        yield WaitingItem(
            agree(many, "One membership is paid in part", f"{many:,} memberships are paid in part"),
            "The rest of their dues is still to come.",
            Link(url_for("membership_office.index", state="owing"), "See who"),
        )


def _renewals(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    asked = queries.memberships_in_state("asked", queries.today(now))
    many = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    if many:
        yield WaitingItem(
            agree(many, "One membership wants to be renewed", f"{many:,} memberships want to be renewed"),
            "They pressed “I want to renew”; their dues are still to come.",
            Link(url_for("membership_office.index", state="asked"), "See who"),
        )


def _welcomes(_viewer: Viewer, now: datetime) -> Iterator[ComingItem]:
    for written, people in welcome_mails.next_welcomes(now=now):
        names = people[0].name if len(people) == 1 else f"{people[0].name} and {len(people) - 1} more"
        yield ComingItem(
            now + welcome_mails.AHEAD,
            f"Welcome mail: {written.subject}",
            url_for("applications_office.edit_welcome_mail", number=written.id),
            f"It goes to {names} within a week",
        )


def _nobody_new() -> NothingComing:
    words = "Nobody gets a welcome mail in the next seven days. Whoever joins is written to by itself."
    link = Link(url_for("applications_office.welcome_mails_index"), "See the welcome mails")
    return NothingComing("Nobody is in her first days", words, link)


SOURCES = (
    WaitingSource(_asking, "applications_office.approve", 50),
    WaitingSource(_owing, "applications_office.applications_index", 51),
    WaitingSource(_paid_in_part, "membership_office.record_dues", 55),
    WaitingSource(_renewals, "applications_office.applications_index", 56),
    ComingSource(_welcomes, _nobody_new, "applications_office.welcome_mails_index", 40),
)
