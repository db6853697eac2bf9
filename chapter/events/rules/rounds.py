"""Reminders before an event, thanks after it, and a note to who did not come: each at a time of its own.

When one is due follows from the event as it stands, so nothing has to be moved when the event moves. What
has been written stands in ``Round``, in the same transaction as the mails: killed between two parts of a
round, the next sweep goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.events import also_asked, emails, queries
from chapter.events.models import Event, Rsvp
from chapter.events.models.door import was_used
from chapter.events.models.rounds import MISSED, REMINDER, THANKS, Round
from chapter.events.settled import SETTLED, is_settled
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.mail.rules import AddressedLetter, Letter
from chapter.settings.models import Chapter

RULE = Actor("rule", name="reminders")
AT_ONCE = 100
"""How many parties one transaction writes to, so that none is longer than 100 ms."""

FRESH = timedelta(hours=6)
"""Who got her seats this short before a reminder is due has a mail that is newer than it would be."""

LETTERS = {REMINDER: emails.reminder, THANKS: emails.thanks, MISSED: emails.missed}
MORNING = time(9)
NEVER = datetime.min.replace(tzinfo=UTC)
REST = timedelta(hours=6)
THANKS_UNTIL = timedelta(days=3)
"""Thanks that could not be written by then are not written any more."""


@dataclass(frozen=True)
class Due:
    """A round whose time has come: which, for which event, since when."""

    event_id: int
    kind: str
    at: datetime


def due(chapter: Chapter, *, now: datetime) -> list[Due]:
    """The rounds that are to be written now, or to be gone on with; none while it may still be undone that
    the event was moved or cancelled.

    None that was due before one that is done: whoever changes the days in the settings reminds nobody twice.
    """
    farthest = timedelta(days=max(chapter.reminder_days, default=0))
    takes_place = and_(Event.published_at.is_not(None), Event.cancelled_at.is_(None))
    near = and_(Event.starts_at > now, Event.starts_at <= now + farthest)
    just_over = and_(Event.ends_at <= now, Event.ends_at > now - THANKS_UNTIL)
    found = [
        round_
        for event in db.session.scalars(select(Event).where(takes_place, near | just_over, SETTLED))
        for round_ in due_for(event, chapter, now=now)
    ]
    last = (
        select(Round.event_id, Round.kind, func.max(Round.due_at))
        .where(Round.event_id.in_([one.event_id for one in found]), Round.done_at.is_not(None))
        .group_by(Round.event_id, Round.kind)
    )
    done = {(event_id, kind): at for event_id, kind, at in db.session.execute(last)}
    return [one for one in found if one.at > done.get((one.event_id, one.kind), NEVER)]


def due_for(event: Event, chapter: Chapter, *, now: datetime) -> list[Due]:
    """The rounds of ``event`` whose time it is now."""
    if event.cancelled_at is not None or event.draft:
        return []
    if now < event.starts_at:
        at = _reminder_at(event, chapter.reminder_days, now)
        return [] if at is None else [Due(event.id, REMINDER, at)]
    at = thanks_at(event)
    if not at <= now < event.ends_at + THANKS_UNTIL:
        return []
    wanted = {THANKS: chapter.thanks, MISSED: chapter.missed}
    return [Due(event.id, kind, at) for kind, wished in wanted.items() if wished]


def thanks_at(event: Event) -> datetime:
    """Nine in the morning after the event, on the clock of its place; six hours after its end at least."""
    zone = event.zone_info
    rested = (event.ends_at + REST).astimezone(zone)
    morning = datetime.combine(rested.date(), MORNING, zone)
    if morning < rested:
        morning = datetime.combine(rested.date() + timedelta(days=1), MORNING, zone)
    return morning


def write(one: Due, chapter: Chapter, *, now: datetime) -> int:
    """Write to the next parties of a round; how many, or 1 when it found its end. Done ones find nothing."""
    event = db.lock(db.session.get_one(Event, one.event_id))
    if one not in due_for(event, chapter, now=now) or not is_settled(event):
        return 0
    round_ = _begun(one)
    if round_.done_at is not None:
        return 0
    readers = db.session.execute(_readers(event, one, round_)).all()
    letters = _letters(event, one.kind, [row.id for row in readers])
    mails = [
        AddressedLetter(
            emails.addressed(letters[rsvp_id], rsvp_id, name),
            to=(name, address),
            person_id=person_id,
            once_key=f"{one.kind}-{rsvp_id}-{one.at.isoformat()}",
        )
        for rsvp_id, name, address, person_id in readers
    ]
    mail.queue_many(mails, now=now)
    _note(round_, event, [row.id for row in readers], now)
    return len(readers) or 1


def release(event: Event, *, since: datetime, until: datetime) -> None:
    """Let the reminders leave after all that were held back for all parties from ``since`` to ``until``: to
    those who come."""
    come = select(Rsvp.id).where(Rsvp.event_id == event.id, queries.SEATED, Rsvp.erased_at.is_(None))
    theirs = Mail.about_kind == Rsvp.__tablename__, Mail.about_id.in_(come)
    mail.release(Mail.kind == f"events.{REMINDER}", *theirs, since=since, until=until)


def hold_back(event: Event, rsvp: Rsvp | None = None, *, now: datetime) -> None:
    """Let no reminder leave that has not left: for one party that gave back, or for all parties."""
    whose: ColumnElement[bool] = (
        Mail.about_id.in_(select(Rsvp.id).where(Rsvp.event_id == event.id))
        if rsvp is None
        else Mail.about_id == rsvp.id
    )
    mail.withdraw(Mail.kind == f"events.{REMINDER}", Mail.about_kind == Rsvp.__tablename__, whose, now=now)


def _reminder_at(event: Event, days: Sequence[int], now: datetime) -> datetime | None:
    """The last reminder whose time has come; none when they were all told something newer since."""
    passed = [at for at in (event.starts_at - timedelta(days=many) for many in days) if at <= now]
    if not passed or (event.moved_at is not None and event.moved_at >= max(passed)):
        return None
    return max(passed)


def _begun(one: Due) -> Round:
    known = db.first(
        select(Round).where(Round.event_id == one.event_id, Round.kind == one.kind, Round.due_at == one.at)
    )
    if known is not None:
        return known
    round_ = Round(event_id=one.event_id, kind=one.kind, due_at=one.at, last_rsvp_id=0, parties=0)
    db.session.add(round_)
    return round_


def _readers(event: Event, one: Due, round_: Round) -> Select[int, str, str, int]:
    used = was_used(Rsvp.event_id)
    whom = {
        REMINDER: Rsvp.seated_at < one.at - FRESH,
        THANKS: or_(Rsvp.came > 0, ~used),
        MISSED: and_(used, Rsvp.came == 0, Rsvp.excused_at.is_(None)),
    }
    seated = and_(queries.SEATED, whom[one.kind])
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
    """The letter of each booking: of thanks there may be two, with one question and with two."""
    letter = LETTERS[kind](event)
    question, asked = also_asked.of(event, rsvp_ids) if kind == THANKS else (None, set())
    longer = emails.thanks(event, question) if asked else letter
    return {rsvp_id: longer if rsvp_id in asked else letter for rsvp_id in rsvp_ids}


def _note(round_: Round, event: Event, written: list[int], now: datetime) -> None:
    round_.last_rsvp_id = max(written, default=round_.last_rsvp_id)
    round_.parties += len(written)
    if len(written) == AT_ONCE:
        return
    round_.done_at = now
    verb = {REMINDER: "reminded", THANKS: "thanked", MISSED: "missed"}[round_.kind]
    audit.record(verb, event, by=RULE, now=now, after={"parties": round_.parties, "due": round_.due_at})
