"""Every timed job, one line each: its name, how often, what it does.

Each is a sweep over rows, safe to run twice and by two workers at once. It gets the time, and returns how
much it found to do: while that is not 0, it runs again at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from chapter import db
from chapter.accounts.rules import email_changes, one_use_links, sessions
from chapter.applications import tasks as applications_tasks
from chapter.bookings.rules import waitlist
from chapter.broadcasts import tasks as broadcasts_tasks
from chapter.events_office.rules import zone_law
from chapter.givers import tasks as givers_tasks
from chapter.heartbeat import erasure_announcements, nightly_runs
from chapter.hello import tasks as hello_tasks
from chapter.hours import tasks as hours_tasks
from chapter.households import tasks as households_tasks
from chapter.mail import delivery, retention
from chapter.mail import tasks as mail_tasks
from chapter.media import tasks as media_tasks
from chapter.membership import tasks as membership_tasks
from chapter.offline_gifts import tasks as offline_gifts_tasks
from chapter.paid_bookings import tasks as paid_bookings_tasks
from chapter.payments import tasks as payments_tasks
from chapter.payments.tasks import refund_requests, stripe_sync
from chapter.privacy import rules as privacy_rules
from chapter.privacy import tasks as privacy_tasks
from chapter.records import tasks as records_tasks
from chapter.security import throttle
from chapter.settings import queries as settings
from chapter.shifts import tasks as shifts_tasks
from chapter.small_jobs import tasks as small_jobs_tasks
from chapter.staffing import tasks as staffing_tasks

MAIN_LANE, STRIPE_LANE, FILES_LANE = "house", "stripe", "files"
"""Lanes: jobs that need only us and the mail server, jobs that call Stripe, and jobs that call the store of
files."""


@dataclass(frozen=True)
class Job:
    """A timed job. ``every`` None: once each night. ``lane``: jobs of one lane run one after another, lanes
    run side by side: a slow outside service delays only its own lane.

    ``irreversible``: what it does follows from the time, and can't be undone: it erases, withdraws, lets
    something lapse, notifies people, books. Such a job waits while the clock is in doubt (chapter.heartbeat).
    Each has to say so: there is no default.
    """

    name: str
    every: timedelta | None
    work: Callable[[datetime], int]
    lane: str = MAIN_LANE
    irreversible: bool = field(kw_only=True)

    @property
    def nightly(self) -> bool:
        """Whether it runs once each night."""
        return self.every is None

    def next_after(self, now: datetime) -> datetime:
        """When it runs again after a run at ``now`` that left nothing to do."""
        if self.every is not None:
            return now + self.every
        return nightly_runs.next_night(now, settings.current().zone_info)


@dataclass(frozen=True)
class RetentionRule:
    """What a rule erases when its time is over: ``name``, by which Today knows it; a count of how many are
    due by a moment; and a function that erases some of what was due by a moment, in a transaction of its
    own."""

    name: str
    count: Callable[[datetime], int]
    erase: Callable[[datetime, datetime], int]


def _send_mail(now: datetime) -> int:
    return delivery.send_due(now=now)


def advance_waitlists(now: datetime) -> int:
    """End expired offers and expired saved seats, one event after the other."""
    for event in waitlist.events_due(now):
        with db.writing():
            waitlist.promote(db.lock(event), now=now)
    return 0


def _blank_mails(now: datetime, as_of: datetime) -> int:
    with db.writing():
        return retention.blank_old(now=now, as_of=as_of)


def _forget_limits(now: datetime) -> int:
    with db.writing():
        throttle.delete_expired(now)
    return 0


def _forget_sign_ins(now: datetime) -> int:
    with db.writing():
        sessions.forget_old(now=now)
        one_use_links.forget_old(now=now)
        email_changes.forget_old(now=now)
    return 0


def _count_guests(as_of: datetime) -> int:
    return privacy_rules.count_old(as_of, days=settings.current().guest_days)


def _forget_guests(now: datetime, as_of: datetime) -> int:
    with db.writing():
        return privacy_rules.forget_old(now=now, days=settings.current().guest_days, as_of=as_of)


GUESTS = RetentionRule("guests", _count_guests, _forget_guests)
APPLICATIONS = RetentionRule("applications", applications_tasks.count_old, applications_tasks.forget)
MAILS = RetentionRule("mails", retention.count_old, _blank_mails)
RETENTION_RULES = (GUESTS, APPLICATIONS, MAILS)


def _erase(rule: RetentionRule, now: datetime) -> int:
    """Erase what was announced a day before, and no more; returns how many rows."""
    as_of = erasure_announcements.due_as_of(rule.name, now=now, count=rule.count)
    return 0 if as_of is None else rule.erase(now, as_of)


def announce_erasures(now: datetime) -> int:
    """Announce what the next night erases."""
    night = nightly_runs.next_night(now, settings.current().zone_info)
    for rule in RETENTION_RULES:
        many = rule.count(night)
        with db.writing():
            erasure_announcements.announce(rule.name, night=night, many=many, now=now)
    with db.writing():
        erasure_announcements.forget_old(now=now)
    return 0


def _follow_zone_law(now: datetime) -> int:
    for event in zone_law.events_moved_by_law(now=now):
        with db.writing():
            zone_law.follow_zone_law(db.lock(event), now=now)
    return 0


JOBS = (
    Job("tell many", timedelta(seconds=5), broadcasts_tasks.send_due, irreversible=True),
    Job("send mail", timedelta(seconds=1), _send_mail, irreversible=False),
    Job("watch mail", timedelta(minutes=10), mail_tasks.watch, irreversible=False),
    Job("remind and thank", timedelta(minutes=1), broadcasts_tasks.send_scheduled, irreversible=True),
    Job("mail each in their time", timedelta(minutes=5), broadcasts_tasks.send_rolling, irreversible=True),
    Job("follow zone law", None, _follow_zone_law, irreversible=False),
    Job(
        "work off Stripe's events",
        timedelta(seconds=1),
        payments_tasks.process_events,
        STRIPE_LANE,
        irreversible=False,
    ),
    Job(
        "ask about open orders",
        timedelta(minutes=1),
        payments_tasks.refresh_open_attempts,
        STRIPE_LANE,
        irreversible=False,
    ),
    Job(
        "look at payments",
        timedelta(minutes=1),
        payments_tasks.refresh_due_payments,
        STRIPE_LANE,
        irreversible=False,
    ),
    Job(
        "read Stripe's lines",
        timedelta(minutes=10),
        stripe_sync.read_balance_transactions,
        STRIPE_LANE,
        irreversible=False,
    ),
    Job(
        "send refunds",
        timedelta(minutes=1),
        refund_requests.send_waiting_refunds,
        STRIPE_LANE,
        irreversible=False,
    ),
    Job(
        "refund what was canceled",
        timedelta(minutes=1),
        paid_bookings_tasks.refund_canceled,
        irreversible=True,
    ),
    Job("move queues", timedelta(seconds=5), advance_waitlists, irreversible=True),
    Job("send tribute cards", timedelta(minutes=1), givers_tasks.send_cards, irreversible=True),
    Job(
        "void what was undone",
        timedelta(seconds=5),
        offline_gifts_tasks.void_undone_batches,
        irreversible=False,
    ),
    Job("delete files", timedelta(seconds=5), media_tasks.delete_files, FILES_LANE, irreversible=False),
    Job("sweep files", None, media_tasks.sweep, FILES_LANE, irreversible=True),
    Job("forget limits", timedelta(hours=1), _forget_limits, irreversible=True),
    Job("blank mails", None, partial(_erase, MAILS), irreversible=True),
    Job("forget sign-ins", None, _forget_sign_ins, irreversible=True),
    Job("forget guests", None, partial(_erase, GUESTS), irreversible=True),
    Job("say farewell", timedelta(minutes=10), privacy_tasks.erase_requested, irreversible=True),
    Job("settle applications", timedelta(seconds=20), applications_tasks.settle_decisions, irreversible=True),
    Job("invite to households", timedelta(seconds=20), households_tasks.invite, irreversible=True),
    Job(
        "let the members' role follow",
        timedelta(minutes=10),
        membership_tasks.sync_member_roles,
        irreversible=True,
    ),
    Job("forget applications", None, partial(_erase, APPLICATIONS), irreversible=True),
    Job("announce what is erased", None, announce_erasures, irreversible=True),
    Job("release what lies ahead", timedelta(minutes=1), records_tasks.release_due, irreversible=True),
    Job("recheck clearances", timedelta(minutes=5), shifts_tasks.recheck, irreversible=True),
    Job("warn of clearances", None, staffing_tasks.warn_of_clearances, irreversible=True),
    Job("move lines of backups", timedelta(seconds=5), shifts_tasks.move_lines, irreversible=True),
    Job("tell leads of shifts", timedelta(minutes=5), shifts_tasks.tell_leads, irreversible=True),
    Job("arrange hellos", timedelta(seconds=20), hello_tasks.assign_hellos, irreversible=False),
    Job("place small jobs", timedelta(minutes=1), small_jobs_tasks.place_jobs, irreversible=True),
    Job("arrange arrivals", timedelta(minutes=1), hello_tasks.update_companions, irreversible=True),
    Job("book hours", timedelta(minutes=5), hours_tasks.book_hours, irreversible=True),
)
