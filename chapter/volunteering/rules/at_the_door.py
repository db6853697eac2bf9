"""Checking in and out at the door of an event, for those who have a shift there tonight.

Phones send late, twice and in any order, so what stands in a sign-up follows from the set of presses: she
came with the first check-in and left with the first check-out after it. What the office notes by hand wins
over all that was heard until then, and stays what later presses build on: it is kept among them. Hours follow
as everywhere (`booking`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from chapter import audit, db
from chapter.events.models import Event
from chapter.events.rules import door
from chapter.events.rules.door import Answer, Hand
from chapter.people import verification
from chapter.volunteering import tonight
from chapter.volunteering.models import Signup
from chapter.volunteering.models.door import IN, OFFICE, OUT, ShiftMove
from chapter.volunteering.rules import at_the_door_words as words
from chapter.volunteering.rules import booking, coming, line

State = tuple[datetime | None, datetime | None]
"""When she came, and when she left."""


@dataclass(frozen=True)
class Press:
    """A press as a phone sent it. ``signup``: a public id, or the code that was read. ``until``: one of
    ``coming.UNTILS``. ``kept``: it was made without a signal."""

    nonce: str
    signup: str
    kind: str
    at: datetime
    undoes: str = ""
    until: str = ""
    kept: bool = False


def take(event: Event, presses: Iterable[Press], *, by: Hand, now: datetime) -> list[Answer]:
    """Take presses in the order in which they came; each counts once, however often it is sent.

    ``event`` is locked; each shift is locked in turn. The answer says what stood in the way, or what else the
    hand should know.
    """
    return [_take(event, one, by, now) for one in presses]


def by_any_name(name: str) -> Signup | None:
    """The sign-up of a public id or a code."""
    named = or_(Signup.public_id == name, Signup.checkin_code == name)
    return db.first(select(Signup).options(joinedload(Signup.shift)).where(named))


def _take(event: Event, one: Press, by: Hand, now: datetime) -> Answer:
    if db.first(select(ShiftMove.id).where(ShiftMove.nonce == one.nonce)) is not None:
        return Answer(one.nonce)
    signup = by_any_name(one.signup)
    if signup is None or signup.erased_at is not None:
        return Answer(one.nonce, "unknown", door.REFUSALS["unknown"])
    if not door.in_time(by, one.at, now):
        return Answer(one.nonce, "over", door.REFUSALS["over"])
    line.hold(signup)
    refused, said = words.why_not(signup, event, one.at, kind=one.kind, until=one.until, kept=one.kept)
    if refused and not (one.kept and refused in words.NOTED):
        return Answer(one.nonce, refused, said)
    before = _moves(signup)
    move = _note(event, signup, one, by, now, refused)
    if refused:
        audit.record("came without a place", signup, by=by.actor, now=now, why=said)
        return Answer(one.nonce, refused, said)
    _follow(signup, before, move, by, now)
    overtaken = any(other.nonce == one.undoes and other.void_at is not None for other in before)
    return Answer(one.nonce, words=words.also(signup, one.kind, one.at, overtaken=overtaken))


def _note(event: Event, signup: Signup, one: Press, by: Hand, now: datetime, against: str) -> ShiftMove:
    at_end = one.kind == OUT and one.until == coming.AT_END and signup.shift.timed
    move = ShiftMove(
        event_id=event.id,
        signup=signup,
        nonce=one.nonce,
        kind=one.kind,
        undoes=one.undoes,
        at=signup.shift.ends_at if at_end else one.at,
        taken_at=now,
        by_person_id=by.person_id,
        link_id=by.link.id if by.link else None,
        against=against,
    )
    db.session.add(move)
    db.session.flush()
    return move


def _follow(signup: Signup, before: Sequence[ShiftMove], move: ShiftMove, by: Hand, now: datetime) -> None:
    """Let the sign-up say what the presses come to, with ``move`` among them."""
    stood: State = (signup.came_at, signup.left_at)
    if stood != _come_to(before):
        for one in before:
            one.void_at = one.void_at or now
        before = _noted_by_hand(signup, stood, move.event_id, now)
    came, left = _come_to([*before, move])
    if (came, left) == stood:
        return
    signup.came_at, signup.left_at = came, left
    if came is not None:
        signup.no_show_at = signup.excused_at = None
        verification.verify(signup, verification.DOOR, now=now)
    names = ("came_at", "left_at")
    old, new = dict(zip(names, stood, strict=True)), dict(zip(names, (came, left), strict=True))
    audit.record(words.VERBS[move.kind], signup, by=by.actor, now=now, before=old, after=new)
    booking.follow(signup, by=by.actor, now=now)


def _noted_by_hand(signup: Signup, stood: State, event_id: int, now: datetime) -> list[ShiftMove]:
    """Keep what the office noted, so that it stays whatever is pressed and taken back at the door."""
    noted = [
        ShiftMove(
            event_id=event_id,
            signup=signup,
            nonce=f"{OFFICE}-{db.public_id()}",
            kind=kind,
            at=at,
            taken_at=now,
            undoes="",
            against=OFFICE,
        )
        for kind, at in zip((IN, OUT), stood, strict=True)
        if at is not None
    ]
    db.session.add_all(noted)
    return noted


def _come_to(moves: Sequence[ShiftMove]) -> State:
    """When she came and left, by presses that count and by what the office noted before them."""
    count = tonight.standing(moves)
    noted = {one.kind: one.at for one in moves if one.against == OFFICE and one.void_at is None}
    came = min(_known(noted.get(IN), [one.at for one in count if one.kind == IN]), default=None)
    if came is None:
        return None, None
    left = min((one.at for one in count if one.kind == OUT and one.at >= came), default=None)
    return came, noted.get(OUT) or left


def _known(moment: datetime | None, others: list[datetime]) -> list[datetime]:
    return others if moment is None else [moment, *others]


def _moves(signup: Signup) -> list[ShiftMove]:
    found = select(ShiftMove).where(ShiftMove.signup_id == signup.id).order_by(ShiftMove.id)
    return list(db.session.scalars(found))
