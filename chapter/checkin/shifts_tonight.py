"""What an event's door reads of its shifts: who helps tonight, as a phone stores it, and who of them is here.

A phone knows as much of a helper as the door needs and no more: no email, and a hash in place of the code.
Names are shown from a day before the event until a day after it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.checkin import queries as checkin_queries
from chapter.checkin.models import CLOSES, OPENS
from chapter.checkin.models.shifts import OUT, UNDO, ShiftCheckinEvent
from chapter.events.models import Event
from chapter.hours.rules.checkin import EARLY, must_ask_when_left
from chapter.people.name_matching import Candidate, asked_words, normalized, ranked
from chapter.people.verification import is_verified
from chapter.shifts.models import CONFIRMED, Opportunity, Shift, Signup
from chapter.web import filters

TOLD = timedelta(days=1)
"""How long before and after an event its door shows who helps."""

STANDS_BY = "is a backup, and has no place in this shift yet. The lead can give them one."


@dataclass(frozen=True)
class HelperCount:
    """How many helpers are here, or were, of how many whose shift it is."""

    came: int
    total: int


def is_listed(event: Event, now: datetime) -> bool:
    """Whether the door shows at this moment who helps."""
    return event.starts_at - TOLD <= now < event.ends_at + TOLD


def is_tonight(shift: Shift, event: Event) -> bool:
    """Whether this shift of ``event`` overlaps the hours in which its door is open."""
    return shift.ends_at > event.starts_at - OPENS and shift.starts_at < event.ends_at + CLOSES


def helpers(event: Event, now: datetime) -> list[Signup]:
    """The signups of ``event`` for shifts tonight, backups included, by name."""
    if not is_listed(event, now):
        return []
    found = (
        select(Signup)
        .join(Signup.shift)
        .join(Shift.opportunity)
        .options(contains_eager(Signup.shift).contains_eager(Shift.opportunity).joinedload(Opportunity.lead))
        .where(
            Opportunity.event_id == event.id, Opportunity.published_at.is_not(None),
            Opportunity.cancelled_at.is_(None), Shift.cancelled_at.is_(None),
            Shift.ends_at > event.starts_at - OPENS, Shift.starts_at < event.ends_at + CLOSES,
            Signup.cancelled_at.is_(None), Signup.erased_at.is_(None), is_verified(Signup),
        )
        .order_by(Signup.name, Signup.id)
    )  # fmt: skip
    return list(db.session.scalars(found))


def helpers_for_phones(event: Event, now: datetime) -> list[dict[str, Any]]:
    """All of tonight's helpers as a phone stores them."""
    found = helpers(event, now)
    moves, guests = _undoable_events([one.id for one in found]), _as_guests(event.id, found)
    return [helper_for_phones(one, moves.get(one.id), guests.get(one.person_id, "")) for one in found]


def version_of(some: list[dict[str, Any]]) -> str:
    """A hash that changes when one of them does."""
    return hashlib.sha256(json.dumps(some, sort_keys=True).encode()).hexdigest()[:16]


def helper_for_phones(signup: Signup, latest: ShiftCheckinEvent | None, guest: str) -> dict[str, Any]:
    """One helper: the shift, its time, where to go, who leads it, and whether they are here. ``latest``: the
    press at this door that can be taken back; ``guest``: the public id of their booking, if they have one."""
    shift, whole = signup.shift, signup.shift.opportunity
    return {
        "id": signup.public_id,
        "mark": checkin_queries.code_fingerprint(signup.checkin_code),
        "name": signup.name,
        "team": signup.team,
        "size": signup.size,
        "shift": shift.title,
        "when": filters.hours(shift) if shift.timed else "",
        "where": shift.where,
        "lead": whole.lead.first_name if whole.lead else "",
        "opens": (shift.starts_at - EARLY).isoformat() if shift.timed else "",
        "ends": shift.ends_at.isoformat() if shift.timed else "",
        "ends_words": _clock(shift.ends_at, shift) if shift.timed else "",
        "against": obstacle(signup),
        "came": signup.came_at.isoformat() if signup.came_at else "",
        "left": signup.left_at.isoformat() if signup.left_at else "",
        "latest": {"nonce": latest.nonce, "kind": latest.kind} if latest else None,
        "guest": guest,
    }


def obstacle(signup: Signup) -> str:
    """Why a helper can never be checked in, as a sentence continues after the name; empty when they can."""
    if signup.status != CONFIRMED:
        return STANDS_BY
    return "has a shift that the lead has closed." if signup.shift.closed_at is not None else ""


def find_helpers(event: Event, asked: str, now: datetime) -> list[Signup]:
    """Tonight's helpers whose name or team ``asked`` may mean, the best first; none when it is empty."""
    theirs = {one.id: one for one in helpers(event, now)} if asked else {}
    candidates = (Candidate(one.id, normalized(one.name), normalized(one.team)) for one in theirs.values())
    found = ranked(asked_words(asked), candidates)
    return [theirs[number] for number in found[: checkin_queries.MOST_FOUND]]


def count_helpers(event: Event, now: datetime) -> HelperCount:
    """How many of tonight's helpers are here, in people; guests are not counted."""
    theirs = [one for one in helpers(event, now) if one.status == CONFIRMED]
    came = sum(one.size for one in theirs if one.came_at is not None)
    return HelperCount(came, sum(one.size for one in theirs))


def undoable_event_of(signup: Signup) -> ShiftCheckinEvent | None:
    """The last press at a door that had an effect and can be taken back; None when there is none."""
    return _undoable_events([signup.id]).get(signup.id)


def shifts_of_guest(rsvp: Rsvp, now: datetime) -> list[Signup]:
    """Tonight's shifts of a guest who helps as well; only where the booking is proved to be theirs."""
    if not rsvp.proved:
        return []
    return [one for one in helpers(rsvp.event, now) if one.person_id == rsvp.person_id]


def booking_of(signup: Signup) -> str:
    """The public id of a helper's booking for the same event; empty when they have none."""
    return _as_guests(signup.shift.opportunity.event_id, [signup]).get(signup.person_id, "")


def asks_when_left(signup: Signup, now: datetime) -> bool:
    """Whether the door must ask when the helper left."""
    return signup.left_at is None and must_ask_when_left(signup, now)


def events_that_count(moves: Sequence[ShiftCheckinEvent]) -> list[ShiftCheckinEvent]:
    """The presses that count: not taken back, not refused, not overruled by the office."""
    undone = {one.undoes for one in moves if one.undoes and not one.overridden}
    return [
        one
        for one in moves
        if one.kind != UNDO and one.nonce not in undone and not one.overridden and one.void_at is None
    ]


def _undoable_events(signup_ids: Collection[int]) -> dict[int, ShiftCheckinEvent]:
    """For each signup, the press that set its present time: a check-out before the check-in."""
    if not signup_ids:
        return {}
    found = (
        select(ShiftCheckinEvent)
        .where(ShiftCheckinEvent.signup_id.in_(signup_ids))
        .options(joinedload(ShiftCheckinEvent.signup))
    )
    moves: dict[int, list[ShiftCheckinEvent]] = defaultdict(list)
    for move in db.session.scalars(found.order_by(ShiftCheckinEvent.id)):
        moves[move.signup_id].append(move)
    latest = {}
    for signup_id, some in moves.items():
        for move in events_that_count(some):
            row = move.signup
            if move.at == (row.left_at or row.came_at) and (move.kind == OUT) == (row.left_at is not None):
                latest[signup_id] = move
    return latest


def _as_guests(event_id: int | None, found: Collection[Signup]) -> dict[int, str]:
    """The public ids of the bookings of helpers who come as guests as well, by person id."""
    if not found:
        return {}
    bookings = select(Rsvp.person_id, Rsvp.public_id).where(
        Rsvp.event_id == event_id, Rsvp.person_id.in_({one.person_id for one in found}),
        Rsvp.cancelled_at.is_(None), Rsvp.erased_at.is_(None), is_verified(Rsvp),
    )  # fmt: skip
    return {row[0]: row[1] for row in db.session.execute(bookings.order_by(Rsvp.id.desc()))}


def _clock(moment: datetime, shift: Shift) -> str:
    return filters.clock_time(moment.astimezone(shift.zone_info))
