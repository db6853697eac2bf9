"""Writing reminders, thanks and the note to those who did not come, to some parties at a time.

``MailRun`` records what has been written, in the same transaction as the mails: if the process is killed
between two parts of a run, the next sweep continues where it was.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings import emails, thanks_question
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import MISSED, REMINDER, THANKS, MailRun
from chapter.bookings.rules.reminders import DueRun, runs_due_for
from chapter.checkin.models import has_checkins
from chapter.events.models import Event
from chapter.events.undo_window import is_settled
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter, Letter
from chapter.settings.models import Chapter

RULE = Actor("rule", name="reminders")


AT_ONCE = 100
"""How many parties one transaction writes to, so that none is longer than 100 ms."""


FRESH = timedelta(hours=6)
"""Parties that got their seats this short before a reminder is due get none: they have a newer mail."""


LETTERS = {REMINDER: emails.reminder, THANKS: emails.thanks, MISSED: emails.missed}


def write_run(one: DueRun, chapter: Chapter, *, now: datetime) -> int:
    """Write to the next parties of a mail run; how many, or 1 when it found its end. For one that is
    done, 0."""
    event = db.lock(db.session.get_one(Event, one.event_id))
    if one not in runs_due_for(event, chapter, now=now) or not is_settled(event):
        return 0
    round_ = _begun(one)
    if round_.done_at is not None:
        return 0
    readers = db.session.execute(_readers(event, one, round_)).all()
    letters = _letters(event, one.kind, [row.id for row in readers])
    mails = [
        AddressedLetter(
            emails.personalized(letters[rsvp_id], rsvp_id, name),
            to=(name, address),
            person_id=person_id,
            once_key=f"{one.kind}-{rsvp_id}-{one.at.isoformat()}",
        )
        for rsvp_id, name, address, person_id in readers
    ]
    mail.queue_many(mails, now=now)
    _note(round_, event, [row.id for row in readers], now)
    return len(readers) or 1


def _begun(one: DueRun) -> MailRun:
    known = db.first(
        select(MailRun).where(
            MailRun.event_id == one.event_id, MailRun.kind == one.kind, MailRun.due_at == one.at
        )
    )
    if known is not None:
        return known
    round_ = MailRun(event_id=one.event_id, kind=one.kind, due_at=one.at, last_rsvp_id=0, parties=0)
    db.session.add(round_)
    return round_


def _readers(event: Event, one: DueRun, round_: MailRun) -> Select[int, str, str, int]:
    used = has_checkins(Rsvp.event_id)
    whom = {
        REMINDER: Rsvp.seated_at < one.at - FRESH,
        THANKS: or_(Rsvp.came > 0, ~used),
        MISSED: and_(used, Rsvp.came == 0, Rsvp.excused_at.is_(None)),
    }
    seated = and_(bookings_queries.SEATED, whom[one.kind])
    return (
        select(Rsvp.id, Rsvp.name, Rsvp.email, Rsvp.person_id)
        .where(
            Rsvp.event_id == event.id,
            seated,
            Rsvp.erased_at.is_(None),
            Rsvp.email != "",
            Rsvp.id > round_.last_rsvp_id,
        )
        .order_by(Rsvp.id)
        .limit(AT_ONCE)
    )


def _letters(event: Event, kind: str, rsvp_ids: Sequence[int]) -> dict[int, Letter]:
    """The letter of each booking, by id; thanks differ by whether the booking is asked the extra question."""
    letter = LETTERS[kind](event)
    question, asked = thanks_question.question_for(event, rsvp_ids) if kind == THANKS else (None, set())
    longer = emails.thanks(event, question) if asked else letter
    return {rsvp_id: longer if rsvp_id in asked else letter for rsvp_id in rsvp_ids}


def _note(round_: MailRun, event: Event, written: list[int], now: datetime) -> None:
    round_.last_rsvp_id = max(written, default=round_.last_rsvp_id)
    round_.parties += len(written)
    if len(written) == AT_ONCE:
        return
    round_.done_at = now
    verb = {REMINDER: "reminded", THANKS: "thanked", MISSED: "missed"}[round_.kind]
    audit.record(verb, event, by=RULE, now=now, after={"parties": round_.parties, "due": round_.due_at})
