"""The order of the line, replayed: what the log says happened, against a model that knows nothing else.

The log of one event is written under the lock of its row, so its numbers tell the true order.
"""

from sqlalchemy import select

from chapter import db
from chapter.audit import Entry
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from tests.proof.waitlist_model import WaitlistModel

MOVES = {"seated", "saved seats"}
"""What the rule itself does."""


def faults(event: Event) -> list[str]:
    """Everything that is wrong with the seats of ``event``; empty when all is as the rule says."""
    bookings = {rsvp.id: rsvp for rsvp in db.session.scalars(select(Rsvp).where(Rsvp.event_id == event.id))}
    room, found = WaitlistModel(event.capacity or 0), []
    for entry in _log_of(set(bookings)):
        if entry.verb not in MOVES and (owed := room.next()) is not None:
            found.append(f"{owed} fitted and was not seated before {entry.verb}")
        found += _step(room, entry)
    if (owed := room.next()) is not None:
        found.append(f"{owed} fits and still waits")
    return found + _against_rows(room, bookings)


def _log_of(ids: set[int]) -> list[Entry]:
    log = select(Entry).where(Entry.record_kind == "rsvps").order_by(Entry.id)
    return [entry for entry in db.session.scalars(log) if entry.record_id in ids]


def _step(room: WaitlistModel, entry: Entry) -> list[str]:
    who = entry.record_id
    after = entry.values.after if entry.values else {}
    wrong = None
    if entry.verb == "booked":
        room.books(who, after["party_size"])
    elif entry.verb == "changed party":
        room.changes(who, after["party_size"])
    elif entry.verb == "cancelled":
        room.leaves(who)
    elif entry.verb == "seated":
        wrong = room.sits_down(who)
    elif entry.verb == "saved seats" and (seats := after["saved_seats"]) and room.saved != {who: seats}:
        wrong = f"{seats} were saved for {who}, but it should have been {room.saved}"
    if room.free < 0:
        return [f"over by {-room.free} after {entry.verb} {who}"]
    return [wrong] if wrong else []


def _against_rows(room: WaitlistModel, bookings: dict[int, Rsvp]) -> list[str]:
    going = {rsvp.id: rsvp.party_size for rsvp in bookings.values() if rsvp.going}
    waiting = [r.id for r in sorted(bookings.values(), key=lambda r: (r.queued_at, r.id)) if r.waiting]
    found = []
    if room.capacity is not None and sum(going.values()) > room.capacity:
        found.append(f"oversold: {sum(going.values())} people on {room.capacity} seats")
    if going != room.seated:
        found.append(f"seated by the rows {going}, by the model {room.seated}")
    if waiting != room.line:
        found.append(f"waiting by the rows {waiting}, by the model {room.line}")
    saved = {rsvp.id: rsvp.saved_seats for rsvp in bookings.values() if rsvp.saved_seats}
    if saved != room.saved:
        found.append(f"saved by the rows {saved}, by the model {room.saved}")
    return found
