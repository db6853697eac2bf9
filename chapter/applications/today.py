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
from chapter.plurals import agree, plural
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
            plural(many, "person applied to join", "people applied to join"),
            agree(many, "The email is confirmed. Approve or decline.", "Approve or decline each of them."),
            Link(url_for("applications_office.applications_index"), "Review"),
        )


def _owing(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    many = applications.applications_owing()
    if many:
        yield WaitingItem(
            plural(many, "approved applicant owes dues", "approved applicants owe dues"),
            agree(many, "The membership", "Each membership") + " begins when you record the dues.",
            Link(url_for("applications_office.applications_index"), "Record dues"),
        )  # fmt: skip


def _paid_in_part(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    many = balances.count_owing(queries.today(now))
    if many:
        yield WaitingItem(
            plural(many, "membership is partly paid", "memberships are partly paid"),
            "The rest of the dues is still due.",
            Link(url_for("membership_office.index", state="owing"), "See who"),
        )


def _renewals(_viewer: Viewer, now: datetime) -> Iterator[WaitingItem]:
    asked = queries.memberships_in_state("asked", queries.today(now))
    many = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    if many:
        yield WaitingItem(
            plural(many, "member asked to renew", "members asked to renew"),
            "Record the dues when they come in.",
            Link(url_for("membership_office.index", state="asked"), "See who"),
        )


def _welcomes(_viewer: Viewer, now: datetime) -> Iterator[ComingItem]:
    for written, people in welcome_mails.next_welcomes(now=now):
        names = people[0].name if len(people) == 1 else f"{people[0].name} and {len(people) - 1} more"
        yield ComingItem(
            now + welcome_mails.AHEAD,
            f"Welcome email: {written.subject}",
            url_for("applications_office.edit_welcome_mail", number=written.id),
            f"To {names}, within a week",
        )


def _nobody_new() -> NothingComing:
    words = "No one gets a welcome email in the next seven days. New members get them automatically."
    link = Link(url_for("applications_office.welcome_mails_index"), "See the welcome emails")
    return NothingComing("No welcome emails coming up", words, link)


SOURCES = (
    WaitingSource(_asking, "applications_office.approve", 50),
    WaitingSource(_owing, "applications_office.applications_index", 51),
    WaitingSource(_paid_in_part, "membership_office.record_dues", 55),
    WaitingSource(_renewals, "applications_office.applications_index", 56),
    ComingSource(_welcomes, _nobody_new, "applications_office.welcome_mails_index", 40),
)
