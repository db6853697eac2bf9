"""The two mails about hellos: to whom a guest says hello, on the day; whom they met, the next morning. Where
a chapter thanks those who came, the thanks asks it, since it promises that no second mail comes.

When one is due follows from the current event. What has been written is stored in ``MailRun``, in the same
transaction as the mails: if killed in the middle, the next sweep continues where it was.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import THANKS, MailRun
from chapter.bookings.rules.reminders import NEVER
from chapter.bookings.thanks_question import Question
from chapter.events.models import Event
from chapter.events.undo_window import is_settled
from chapter.hello import emails, suggestions
from chapter.hello.queries import hellos, meeting_limit
from chapter.hello.rules import assignments, schedule
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.settings import queries as settings

HELLOS_ROUND, MEETINGS_ROUND = meeting_limit.HELLOS_ROUND, "met"
AT_ONCE = 25
"""How many parties one transaction writes to, so that it takes no longer than 100 ms."""


@dataclass(frozen=True)
class DueRound:
    """A mail round that is due: its kind, its event, and since when."""

    event_id: int
    kind: str
    at: datetime


def due_rounds(now: datetime) -> list[DueRound]:
    """The rounds that have to be started or continued now; an event that is moved gets them once for each
    day."""
    near = hellos.events_near(now - schedule.ASKED_UNTIL, now + timedelta(days=2))
    found = [one for event in near for one in due_rounds_of(event, now)]
    events = [one.event_id for one in found]
    done = (
        select(MailRun.event_id, MailRun.kind, func.max(MailRun.due_at))
        .where(MailRun.event_id.in_(events), MailRun.done_at.is_not(None))
        .group_by(MailRun.event_id, MailRun.kind)
    )
    over = {(event_id, kind): at for event_id, kind, at in db.session.execute(done)}
    return [one for one in found if one.at > over.get((one.event_id, one.kind), NEVER)]


def due_rounds_of(event: Event, now: datetime) -> list[DueRound]:
    """The rounds of ``event`` that are due now."""
    if event.cancelled_at is not None or event.draft:
        return []
    if now < event.starts_at:
        at = schedule.hellos_at(event)
        return [DueRound(event.id, HELLOS_ROUND, at)] if at <= now else []
    at = schedule.asked_at(event)
    asked = at <= now < event.ends_at + schedule.ASKED_UNTIL and not _thanked(event)
    return [DueRound(event.id, MEETINGS_ROUND, at)] if asked else []


def asked_whom_they_met(event: Event, rsvp_ids: Collection[int]) -> set[int]:
    """Those of these bookings that are asked whom they met."""
    return {rsvp.id for rsvp in _readers(event, MEETINGS_ROUND)} & set(rsvp_ids)


MEETINGS_QUESTION = Question(
    "Say who you met, and what you promised", "Nobody else sees what you say there, nor do we.",
    emails.MET_LINK, asked_whom_they_met,
)  # fmt: skip


def write_round(one: DueRound, *, now: datetime) -> int:
    """Write to the next parties of a round; return how many, or 1 when it was finished. Nothing for a
    finished one. A mail names no more people than are left of its reader's limit of three."""
    event = db.lock(db.session.get_one(Event, one.event_id))
    if not is_settled(event):
        return 0
    round_ = _begun(one)
    if round_.done_at is not None or one not in due_rounds_of(event, now):
        return 0
    if one.kind == HELLOS_ROUND:
        assignments.trim(event, now=now)
    readers = [rsvp for rsvp in _readers(event, one.kind) if rsvp.id > round_.last_rsvp_id and rsvp.email]
    for rsvp in readers[:AT_ONCE]:
        letter = _letter(rsvp, one.kind)
        if letter is not None:
            key = f"{one.kind}-{rsvp.id}-{one.at.isoformat()}"
            mail.queue(letter, to=(rsvp.name, rsvp.email), person_id=rsvp.person_id, once_key=key, now=now)
            round_.parties += 1
        round_.last_rsvp_id = rsvp.id
    if len(readers) <= AT_ONCE:
        round_.done_at = now
    return len(readers[:AT_ONCE]) or 1


def _readers(event: Event, kind: str) -> list[Rsvp]:
    """The guests who ticked that they want to be shown; after the event those who came, where check-in was
    used."""
    parties = hellos.parties(event.id, in_only=kind == MEETINGS_ROUND)
    return sorted(parties, key=lambda rsvp: rsvp.id)


def _letter(rsvp: Rsvp, kind: str) -> Letter | None:
    if kind == MEETINGS_ROUND:
        return emails.whom_you_met(rsvp)
    told = suggestions.suggestions_for(rsvp, hellos.hellos_of(rsvp))
    return emails.say_hello(rsvp, told) if told else None


def _thanked(event: Event) -> bool:
    """Whether the thanks for this event were mailed, or will be."""
    same = MailRun.event_id == event.id, MailRun.kind == THANKS
    return settings.current().thanks or db.first(select(MailRun.id).where(*same)) is not None


def _begun(one: DueRound) -> MailRun:
    same = (MailRun.event_id == one.event_id, MailRun.kind == one.kind)
    known = db.first(select(MailRun).where(*same, MailRun.due_at == one.at))
    if known is not None:
        return known
    round_ = MailRun(event_id=one.event_id, kind=one.kind, due_at=one.at, last_rsvp_id=0, parties=0)
    db.session.add(round_)
    return round_
