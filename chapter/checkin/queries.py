"""Reads of check-in: the list that a phone stores, what happened since, who is in; after an event, who came
and who did not."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import Viewer
from chapter.bookings import guest_names
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import ARRIVALS, TAKEN_BACK, Rsvp
from chapter.bookings.queries import SEATED
from chapter.checkin.models import CLOSES, CheckinEvent, DoorLink, walk_in_nonce
from chapter.claims import attendance
from chapter.events import queries as events_queries
from chapter.events.models import Event
from chapter.people import newcomers
from chapter.security import signed_links

MOST_FOUND = 12
SOON = timedelta(days=7)


@dataclass(frozen=True)
class DoorCount:
    """How many are in, of how many with a seat; ``wishes``: (words, in, of) for each way to arrive."""

    came: int
    seated: int
    wishes: list[tuple[str, int, int]]


def code_fingerprint(code: str) -> str:
    """The hash that a phone stores of a ticket's code: it recognizes the code, and no ticket can be made from
    it."""
    return hashlib.sha256(code.encode()).hexdigest()[:32]


def parties_for_phone(event: Event, *, new: bool, needs: bool) -> list[dict[str, Any]]:
    """Every party of ``event`` as a phone stores it, by name: what the door needs, and no email.

    ``new``: with who is here for the first time. ``needs``: with what they need on the way in.
    """
    found = (
        select(Rsvp)
        .where(Rsvp.event_id == event.id, Rsvp.erased_at.is_(None))
        .order_by(Rsvp.name_key, Rsvp.id)
    )
    rsvps = list(db.session.scalars(found))
    firsts = first_timers(event) if new else set()
    moves = checkins_by_booking(event)
    return [
        party_for_phone(rsvp, moves.get(rsvp.id, []), first=rsvp.person_id in firsts, needs=needs)
        for rsvp in rsvps
    ]


def party_for_phone(rsvp: Rsvp, moves: list[CheckinEvent], *, first: bool, needs: bool) -> dict[str, Any]:
    """One party: who booked, the guests, the wish, whether they may come in, and who of them is in.

    ``walked``: its seats follow its check-in events; ``status`` is the status of all other parties, also of a
    walk-in that an operator gave seats.
    """
    return {
        "id": rsvp.public_id,
        "mark": code_fingerprint(rsvp.checkin_code),
        "name": rsvp.name,
        "called": rsvp.badge_name,
        "organisation": rsvp.organisation,
        "size": rsvp.party_size if rsvp.going else rsvp.whole,
        "guests": guest_names_of(rsvp),
        "status": "undone" if rsvp.cancellation_cause == TAKEN_BACK else rsvp.status,
        "walked": seats_follow_checkins(rsvp, moves),
        "wish": ARRIVALS[rsvp.arrival] if rsvp.arrival != "just_me" else "",
        "needs": rsvp.access_needs if needs else "",
        "first": first,
        "moves": [checkin_for_phone(move) for move in moves],
    }


def seats_follow_checkins(rsvp: Rsvp, moves: Iterable[CheckinEvent]) -> bool:
    """Whether the party's seats follow its check-in events, ``moves``: one of them made this booking at the
    door, and no operator gave it other seats since."""
    as_it_came = rsvp.seated_at == rsvp.created_at
    return as_it_came and any(move.nonce == walk_in_nonce(rsvp.nonce) for move in moves)


def guest_names_of(rsvp: Rsvp) -> list[str]:
    """The name of each guest of a party as far as it is known, "" for one who is unknown."""
    return guest_names.name_of_each_guest(rsvp.guest_names, rsvp.whole - 1)


def checkin_for_phone(move: CheckinEvent) -> dict[str, Any]:
    """A check-in event as phones receive it."""
    return {
        "number": move.id,
        "party": move.rsvp.public_id,
        "nonce": move.nonce,
        "places": move.party_numbers,
        "undoes": move.undoes,
        "at": move.at.isoformat(),
        "by": move.by,
    }


def checkins_by_booking(event: Event, after: int = 0) -> dict[int, list[CheckinEvent]]:
    """The check-in events of ``event`` that came after number ``after``, by booking id."""
    found = (
        select(CheckinEvent)
        .where(CheckinEvent.event_id == event.id, CheckinEvent.id > after)
        .options(
            joinedload(CheckinEvent.rsvp, innerjoin=True),
            joinedload(CheckinEvent.link),
            joinedload(CheckinEvent.by_person),
        )
        .order_by(CheckinEvent.id)
    )
    by_party: dict[int, list[CheckinEvent]] = defaultdict(list)
    for move in db.session.scalars(found):
        by_party[move.rsvp_id].append(move)
    return by_party


def changes_since(event: Event, after: int) -> dict[str, Any]:
    """What changed since the check-in event ``after``, for a phone that has everything up to it."""
    moves = [checkin_for_phone(move) for some in checkins_by_booking(event, after).values() for move in some]
    return {
        "moves": sorted(moves, key=lambda move: move["number"]),
        "last": latest_checkin(event),
    }


def list_version(event: Event) -> str:
    """A value that changes whenever the list of parties does."""
    return f"{event.version}.{event.bookings_version}"


def latest_checkin(event: Event) -> int:
    """The number of the latest check-in event; 0 before the first."""
    return db.session.scalar(select(func.max(CheckinEvent.id)).where(CheckinEvent.event_id == event.id)) or 0


def first_timers(event: Event) -> set[int]:
    """The ids of the people with seats at ``event`` for whom it is the first event with us."""
    new = newcomers.is_new(Rsvp.person_id, event.starts_at)
    return set(db.session.scalars(select(Rsvp.person_id).where(Rsvp.event_id == event.id, SEATED, new)))


def booking_by_code(code: str) -> Rsvp | None:
    """The booking with this check-in code, of any event; None when there is none."""
    return db.first(select(Rsvp).where(Rsvp.checkin_code == code))


def undoable_checkins(rsvp: Rsvp) -> list[CheckinEvent]:
    """The check-in events of one party that let somebody in and were not taken back, the oldest first."""
    moves = checkins_by_booking(rsvp.event).get(rsvp.id, [])
    undone = {move.undoes for move in moves}
    return [move for move in moves if not move.undoes and move.nonce not in undone]


def events_with_open_door(viewer: Viewer, now: datetime) -> Select[Event]:
    """The events that ``viewer`` manages or greets at whose door is open, or will be within a week."""
    return (
        events_queries.readable_by(viewer)
        .where(
            Event.published_at.is_not(None),
            Event.cancelled_at.is_(None),
            Event.ends_at > now - CLOSES,
            Event.starts_at < now + SOON,
        )
        .order_by(Event.starts_at, Event.id)
    )


def bookings_with_seats(event: Event) -> list[Rsvp]:
    """The bookings of ``event`` that have seats, by name."""
    found = bookings_queries.bookings_of(event).where(SEATED, Rsvp.erased_at.is_(None))
    return list(db.session.scalars(found.order_by(None).order_by(Rsvp.name_key, Rsvp.id)))


def arrived_of(rsvp: Rsvp) -> attendance.Attendance:
    """Who of one party is in, and since when."""
    return attendance.attendance_from(
        db.session.scalars(select(CheckinEvent).where(CheckinEvent.rsvp_id == rsvp.id))
    )


def count_arrived(event: Event) -> DoorCount:
    """How many are in, of how many with seats."""
    rows = db.session.execute(
        select(Rsvp.arrival, func.sum(Rsvp.came), func.sum(Rsvp.party_size), func.count())
        .where(Rsvp.event_id == event.id, or_(SEATED, Rsvp.came > 0))
        .group_by(Rsvp.arrival)
    ).all()
    by_wish = {row[0]: (int(row[1]), int(row[2])) for row in rows}
    wishes = [(words, *by_wish[wish]) for wish, words in ARRIVALS.items() if wish in by_wish]
    return DoorCount(sum(one[0] for one in by_wish.values()), sum(one[1] for one in by_wish.values()), wishes)


def door_links_of(event: Event) -> list[DoorLink]:
    """The door links of ``event``, the newest first."""
    found = select(DoorLink).where(DoorLink.event_id == event.id).order_by(DoorLink.id.desc())
    return list(db.session.scalars(found))


def door_link_of(event: Event, public_id: str) -> Select[DoorLink]:
    """The door link of ``event`` with this public id."""
    return select(DoorLink).where(DoorLink.event_id == event.id, DoorLink.public_id == public_id)


def door_link_by_token(token: str) -> DoorLink | None:
    """The door link with this ``token``; None when it is unknown or made up. It may have ended."""
    links = select(DoorLink).options(joinedload(DoorLink.event, innerjoin=True))
    return signed_links.record_by_token(token, "door", links)


CAME, MISSED, EXCUSED = "came", "missed", "excused"
STATES: dict[str, ColumnElement[bool]] = {
    CAME: Rsvp.came > 0,
    MISSED: and_(SEATED, Rsvp.came == 0, Rsvp.excused_at.is_(None)),
    EXCUSED: and_(SEATED, Rsvp.came == 0, Rsvp.excused_at.is_not(None)),
}


@dataclass(frozen=True)
class DoorNumbers:
    """People with a seat and people who came; parties that did not come, and parties that had said so
    beforehand; new people.

    ``again`` are those of the new people who came that have come to a later event, too.
    """

    seated: int
    came: int
    missed: int
    excused: int
    new: int
    again: int


def has_attendance(event: Event) -> bool:
    """Whether attendance was recorded at the door."""
    return db.session.scalar(select(exists().where(CheckinEvent.event_id == event.id))) or False


def door_numbers_of(event: Event) -> DoorNumbers:
    """How many came, did not come, or were new, at one event."""
    seated, came, missed, excused = db.session.execute(
        select(
            func.coalesce(func.sum(Rsvp.party_size).filter(SEATED), 0),
            func.coalesce(func.sum(Rsvp.came), 0),
            func.count().filter(STATES[MISSED]),
            func.count().filter(STATES[EXCUSED]),
        ).where(Rsvp.event_id == event.id)
    ).one()
    here = select(Rsvp.person_id).where(Rsvp.event_id == event.id, Rsvp.came > 0)
    new = first_timers(event) & set(db.session.scalars(here))
    later = (
        select(func.count(func.distinct(Rsvp.person_id)))
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.person_id.in_(new), Rsvp.came > 0, Event.starts_at > event.starts_at)
    )
    return DoorNumbers(seated, came, missed, excused, len(new), db.session.scalar(later) or 0)


def parties_by_state(event: Event, state: str) -> Select[Rsvp]:
    """The parties of one of ``STATES``, by name."""
    return select(Rsvp).where(Rsvp.event_id == event.id, STATES[state]).order_by(Rsvp.name_key, Rsvp.id)
