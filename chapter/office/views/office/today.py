"""/office/: what waits for the viewer, what comes next, what changed today. The first screen, on a phone."""

from datetime import datetime, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from chapter import db
from chapter.accounts.viewer import Viewer, staff
from chapter.applications import queries as applications_queries
from chapter.audit import Entry
from chapter.bookings import queries as bookings_queries
from chapter.broadcasts import previews
from chapter.events.circles import event_staff
from chapter.events_office import queries as events_office_queries
from chapter.events_office import wording
from chapter.gateways import clock
from chapter.giving import gift_list
from chapter.hello.queries import unmet_guests
from chapter.mail import current_addresses
from chapter.mail import queries as mails
from chapter.membership import queries as membership
from chapter.membership.queries import balances
from chapter.office import queries as office
from chapter.office.views.office import bp, mail_status
from chapter.payments import reconciliation
from chapter.people import queries as people_queries
from chapter.people.models.notes import Task
from chapter.web.access import allow, current_viewer, may_open

EVENTS_SHOWN = 6
MAILS_SHOWN = 3
DISPUTES_SHOWN = 3
TASKS_SHOWN = 12
CHANGES_SHOWN = 8
SOON = timedelta(days=14)
"""A draft that begins within this time is listed, for somebody to publish it."""


@bp.get("/")
@allow(staff, event_staff)
def today() -> ResponseReturnValue:
    """What the viewer has to decide, and to know, now."""
    now, viewer = clock.now(), current_viewer()
    coming = list(
        db.session.scalars(events_office_queries.events_seen_by(viewer, "coming", now).limit(EVENTS_SHOWN))
    )
    seatings = bookings_queries.occupancy_by_event(coming)
    changes = _changes(viewer, now)
    runs = office.clock_status(viewer, now)
    return render_template(
        "office/office/today.html",
        coming=coming,
        seatings=seatings,
        kept=office.managed_ids(viewer, coming),
        drafts=office.late_drafts(viewer, now, within=SOON, limit=EVENTS_SHOWN),
        over=[event for event in coming if seatings[event.id].over],
        **_members(now),
        held=previews.shown_to_viewer(),
        unmet=unmet_guests.unmet_soon(viewer, now),
        **_giving(now),
        tasks=_tasks(viewer),
        today_is=membership.today(now),
        changes=changes,
        **office.log_words(changes),
        now=now,
        pulse=runs,
        office_words=wording,
        **_mails(viewer, now),
        **_outgoing(runs, now),
    )


def _outgoing(runs: office.ClockStatus, now: datetime) -> dict[str, Any]:
    """Whether mail is being sent. While the worker is off, its own row says what waits; that no mail server
    is set has to be said as well."""
    said = mail_status.mail_status(now)
    found = said["no_mail"]
    return {**said, "no_mail": None} if runs.silent and found is not None and found.set_up else said


def _tasks(viewer: Viewer) -> list[Task]:
    """The viewer's tasks, the next due first."""
    return list(db.session.scalars(people_queries.open_tasks_of(viewer.person).limit(TASKS_SHOWN)))


def _mails(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Failed mails that the viewer may read, and how many were sent since yesterday."""
    if not may_open("office.mails"):
        return {"failed": [], "failures": 0, "sent": None, "where": {}}
    failures = office.count_failed_mails(viewer)
    failed = (
        list(db.session.scalars(mails.failed().where(mails.readable_by(viewer)).limit(MAILS_SHOWN)))
        if failures
        else []
    )
    return {
        "failed": failed,
        "where": current_addresses.for_mails(failed),
        "failures": failures,
        "sent": mails.sent_since(now - timedelta(days=1)),
    }


def _members(now: datetime) -> dict[str, int]:
    """How many applications wait for an answer or for dues, and how many members want to renew or paid only
    part of their dues, for those who act."""
    if not may_open("applications_office.applications_index"):
        return {"applications": 0, "owing": 0, "renewals": 0, "still_due": 0}
    today = membership.today(now)
    asked = membership.memberships_in_state("asked", today)
    return {
        "applications": applications_queries.applications_waiting()
        if may_open("applications_office.approve")
        else 0,
        "owing": applications_queries.applications_owing(),
        "still_due": balances.count_owing(today) if may_open("membership_office.record_dues") else 0,
        "renewals": db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0,
    }


def _giving(now: datetime) -> dict[str, Any]:
    """Disputes, other Stripe matters for the treasurer, gifts that wait for thanks or for the donor wall,
    cards to be mailed, for those who act."""
    if not may_open("giving_office.gifts"):
        return dict.fromkeys(("unthanked", "wall_waits", "cards_wait", "disputes", "at_stripe"), 0) | {
            "disputed": []
        }
    disputes = gift_list.count_disputed()
    return {
        "unthanked": gift_list.count_unthanked(now),
        "wall_waits": gift_list.count_waiting_for_wall(),
        "cards_wait": gift_list.count_cards_by_post(),
        "disputed": gift_list.disputed_gifts(DISPUTES_SHOWN) if disputes else [],
        "disputes": disputes,
        "at_stripe": reconciliation.count_open_issues(now) if may_open("giving_office.stripe") else 0,
    }


def _changes(viewer: Viewer, now: datetime) -> list[Entry]:
    """The log entries since midnight, the latest first, as far as the viewer may read them."""
    if not may_open("office.log"):
        return []
    return office.changes_since_midnight(viewer, now, limit=CHANGES_SHOWN)
