"""Every timed job, one line each: its name, how often, what it does.

Each is a sweep over rows, safe to run twice and by two workers at once. It is told the time, and answers
how much it found to do: while that is not nothing, it runs again at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from chapter import db
from chapter.events.rules import rounds, waitlist, zone_law
from chapter.giving import tasks as giving
from chapter.hello import tasks as hello
from chapter.mail import delivery
from chapter.mail import tasks as mail
from chapter.membership import tasks as membership
from chapter.payments import tasks as payments
from chapter.payments.tasks import reading, refunding
from chapter.people.rules import links, moving, sessions
from chapter.privacy import rules as privacy
from chapter.privacy import tasks as farewells
from chapter.records import tasks as records
from chapter.settings import queries as settings
from chapter.volunteering import tasks as volunteering
from chapter.web import limits

NIGHT = time(3, 30)
"""When nightly jobs run, on the chapter's own clock."""

HOUSE, STRIPE = "house", "stripe"
"""Lanes: what needs nobody but us and the mail server, and what asks Stripe."""


@dataclass(frozen=True)
class Job:
    """``every`` None: once each night. ``lane``: jobs of one lane follow one another, lanes go beside one
    another: whoever is silent outside keeps nobody else waiting."""

    name: str
    every: timedelta | None
    work: Callable[[datetime], int]
    lane: str = HOUSE

    def next_after(self, now: datetime) -> datetime:
        """When it runs again after a run at ``now`` that left nothing to do."""
        if self.every is not None:
            return now + self.every
        local = now.astimezone(settings.current().zone_info)
        tonight = datetime.combine(local.date(), NIGHT, local.tzinfo)
        return (
            tonight if tonight > local else datetime.combine(local.date() + timedelta(1), NIGHT, local.tzinfo)
        )


def _send_mail(now: datetime) -> int:
    return delivery.sweep(now=now)


def move_queues(now: datetime) -> int:
    """End the offers and the saving of seats whose time is over, one event after the other."""
    for event in waitlist.due(now):
        with db.writing():
            waitlist.promote(db.lock(event), now=now)
    return 0


def _blank_mails(now: datetime) -> int:
    with db.writing():
        return delivery.blank_old(now=now)


def _forget_limits(now: datetime) -> int:
    with db.writing():
        limits.forget_ended(now)
    return 0


def _forget_sign_ins(now: datetime) -> int:
    with db.writing():
        sessions.forget_old(now=now)
        links.forget_old(now=now)
        moving.forget_old(now=now)
    return 0


def _forget_guests(now: datetime) -> int:
    with db.writing():
        return privacy.forget_old(now=now, days=settings.current().guest_days)


def _write_rounds(now: datetime) -> int:
    chapter = settings.current()
    written = 0
    for one in rounds.due(chapter, now=now):
        with db.writing():
            written += rounds.write(one, chapter, now=now)
    return written


def _follow_zone_law(now: datetime) -> int:
    for event in zone_law.moved_by_law(now=now):
        with db.writing():
            zone_law.follow(db.lock(event), now=now)
    return 0


JOBS = (
    Job("tell many", timedelta(seconds=5), mail.tell),
    Job("send mail", timedelta(seconds=1), _send_mail),
    Job("remind and thank", timedelta(minutes=1), _write_rounds),
    Job("follow zone law", None, _follow_zone_law),
    Job("work off Stripe's events", timedelta(seconds=1), payments.work_off, STRIPE),
    Job("ask about open orders", timedelta(minutes=1), payments.sweep, STRIPE),
    Job("look at payments", timedelta(minutes=1), payments.look_again, STRIPE),
    Job("read Stripe's lines", timedelta(minutes=10), reading.read_lines, STRIPE),
    Job("send refunds", timedelta(minutes=1), refunding.send_waiting, STRIPE),
    Job("move queues", timedelta(seconds=5), move_queues),
    Job("send tribute cards", timedelta(minutes=1), giving.send_cards),
    Job("void what was undone", timedelta(seconds=5), giving.void_undone),
    Job("tell givers", timedelta(minutes=1), giving.tell_givers),
    Job("forget limits", timedelta(hours=1), _forget_limits),
    Job("blank mails", None, _blank_mails),
    Job("forget sign-ins", None, _forget_sign_ins),
    Job("forget guests", None, _forget_guests),
    Job("say farewell", timedelta(minutes=10), farewells.say_farewell),
    Job("settle applications", timedelta(seconds=20), membership.settle),
    Job("remind of applications", timedelta(minutes=10), membership.remind_unfinished),
    Job("let the members' role follow", timedelta(minutes=10), membership.follow),
    Job("remind of renewals", timedelta(hours=1), membership.remind),
    Job("welcome members", timedelta(hours=1), membership.welcome),
    Job("forget applications", None, membership.forget),
    Job("let go of what lies ahead", timedelta(minutes=1), records.let_go),
    Job("recheck clearances", timedelta(minutes=5), volunteering.recheck),
    Job("warn of clearances", None, volunteering.warn_of_clearances),
    Job("move lines of backups", timedelta(seconds=5), volunteering.move_lines),
    Job("tell of seats at the time of shifts", timedelta(minutes=1), volunteering.tell_of_seats),
    Job("remind of shifts", timedelta(minutes=1), volunteering.remind),
    Job("tell leads of shifts", timedelta(minutes=5), volunteering.tell_leads),
    Job("arrange hellos", timedelta(seconds=20), hello.arrange),
    Job("write of hellos", timedelta(minutes=1), hello.write),
    Job("place small jobs", timedelta(minutes=1), volunteering.place_jobs),
    Job("arrange arrivals", timedelta(minutes=1), hello.arrange_arrivals),
    Job("book hours", timedelta(minutes=5), volunteering.book_hours),
    Job("thank volunteers", timedelta(minutes=5), volunteering.thank),
)
