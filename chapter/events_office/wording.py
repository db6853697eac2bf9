"""Sentences about events that only the office reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chapter.audit import Entry, log_kinds
from chapter.bookings.guest_names import names_in_one_line
from chapter.bookings.models import (
    CANCELLED,
    GOING,
    NOT_ME,
    OFFERED,
    REFUNDED,
    TAKEN_BACK,
    UNPAID,
    WAITLISTED,
    Rsvp,
)
from chapter.bookings.wording import times
from chapter.events.models import LEAD, MEMBERS, POSTS, UNLISTED, Event
from chapter.events.occupancy import Occupancy
from chapter.events.wording import number, parties, people, seats
from chapter.membership.status import DEPARTURES
from chapter.plurals import agree, plural
from chapter.pronouns import their
from chapter.web.filters import clock_time, full_day, short_day

GONE = "an erased person"
FIELDS = {
    "starts_wall": "the start", "ends_wall": "the end", "zone": "the time zone", "title": "the title",
    "slug": "the page address", "summary": "the summary", "story": "the description", "place": "the place",
    "address": "the address", "map_url": "the map", "online_url": "the link to join",
    "capacity": "the number of seats", "party_limit": "the largest party", "visibility": "who can see it",
    "when_free": "what happens when seats open",
    "rsvp_opens_wall": "when booking opens", "rsvp_closes_wall": "when booking closes",
}  # fmt: skip
READERS = {
    "coming": "guests who are coming", "waiting": "guests who are waiting", "both": "all guests",
    "coming then": "guests who had seats", "waiting then": "guests who were waiting",
    "both then": "everyone who had booked",
}  # fmt: skip
"""The recipients of a message; ``then``: as of when the event was cancelled."""


def added(rsvp: Rsvp) -> str:
    """The confirmation after the office has booked for somebody."""
    if rsvp.going:
        return f"{rsvp.name} has {seats(rsvp.size)}. We sent an email to say so."
    return f"All seats are taken, so {rsvp.name} is on the waitlist. We sent an email to say so."


def taken_off(rsvp: Rsvp) -> str:
    """The confirmation after the office has cancelled a party's booking."""
    return f"{rsvp.name}’s booking is canceled. We sent an email to say so."


def state(event: Event, seating: Occupancy, now: datetime) -> tuple[str, str]:
    """An event's status in a word or two, and the kind of its tag."""
    for holds, said, kind in (
        (event.cancelled_at is not None, "Canceled", "refused"),
        (event.draft, "Draft", ""),
        (now >= event.ends_at, "Past", ""),
        (seating.over > 0, f"Over capacity by {seating.over:,}", "refused"),
        (seating.waiting_parties > 0, f"{parties(seating.waiting_parties).capitalize()} waiting", "waiting"),
        (seating.full, "Full", "done"),
        (event.visibility == MEMBERS, "Members only", "done"),
        (event.visibility == UNLISTED, "Unlisted", "done"),
    ):
        if holds:
            return said, kind
    return "Public", "done"


def taken(seating: Occupancy) -> str:
    """``31 of 48 seats``, ``31 people, no limit``."""
    if seating.capacity is None:
        return f"{people(seating.taken)}, no limit"
    return f"{seating.taken:,} of {plural(seating.capacity, 'seat', 'seats')}"


def after_move(rsvp: Rsvp) -> str:
    """What the page says when a party that staff moved up got its turn at once."""
    return "has seats now" if rsvp.going else "has been offered seats"


def post(role: str) -> str:
    """``a greeter``, ``an event lead``: a post at one event."""
    return {LEAD: "an event lead"}.get(role, f"a {POSTS[role].lower()}")


def in_parties(count: int) -> str:
    """``in one party``, ``in 12 parties``; empty for none."""
    return f"in {parties(count)}" if count else ""


def of_those(seating: Occupancy) -> str:
    """What else the taken seats are, beside people: ``of 36; 2 offered, 1 saved``."""
    kinds = [(seating.offered, "offered"), (seating.saved, "saved")]
    held = ", ".join(f"{count:,} {kind}" for count, kind in kinds if count)
    return f"of {seating.capacity:,}; {held}" if seating.capacity is not None else held


def guests_stay(count: int, size: int) -> str:
    """The sentence that guests who had booked before keep their seats."""
    return (
        f"{parties(count).capitalize()} of nonmembers ({people(size)}) booked earlier and keep their seats."
    )


def waits_for(rsvp: Rsvp) -> str:
    """``four seats``, ``two more of four``."""
    return f"{number(rsvp.wanted)} more of {number(rsvp.whole)}" if rsvp.going else seats(rsvp.wanted)


def passed(rsvp: Rsvp) -> str:
    """``never``, ``once``, ``three times``."""
    return times(rsvp.times_passed) if rsvp.times_passed else "never"


def saved_for(rsvp: Rsvp) -> str:
    """For how many of a party seats are saved: ``2 of 4 saved``."""
    return f"{rsvp.saved_seats} of {rsvp.wanted} saved"


def stood(rsvp: Rsvp, event: Event) -> str:
    """What a party had when its event was cancelled."""
    if rsvp.seated_at is None:
        held = ", and had been offered seats" if rsvp.offered_until else ""
        return f"This party was waiting for {seats(rsvp.party_size)} when the event was canceled{held}."
    return f"This party had {seats(rsvp.party_size)} when the event was canceled."


def more_names(rsvp: Rsvp) -> str:
    """The sentence that more guests are named than come, and that nobody has said yet who stays."""
    guests = plural(rsvp.whole - 1, "guest", "guests") if rsvp.whole > 1 else "no guests"
    return f"The booking names more people than its {guests}. All names stay until we hear who is coming."


WITHOUT_MONEY = {UNPAID: "Unpaid", REFUNDED: "Refunded"}


STATUSES = {
    GOING: "coming", WAITLISTED: "on the waitlist", OFFERED: "seat offered", CANCELLED: "canceled",
    NOT_ME: "booked by someone else",
}  # fmt: skip


def said_of(rsvp: Rsvp) -> str:
    """A booking's status, in the word that exported files use."""
    return "event canceled" if rsvp.called_off else STATUSES[rsvp.status]


def state_of(rsvp: Rsvp) -> tuple[str, str]:
    """A booking's status, and the kind of its tag."""
    if rsvp.called_off:
        return "Event canceled", "refused"
    gone = rsvp.cancelled_at
    if gone is not None and rsvp.cancellation_cause in DEPARTURES:
        return f"Seats released {_day(gone, rsvp)}", "refused"
    if gone is not None and rsvp.cancellation_cause in WITHOUT_MONEY:
        return f"{WITHOUT_MONEY[rsvp.cancellation_cause]} {_day(gone, rsvp)}", "refused"
    if rsvp.owes:
        return "Held until paid", "waiting"
    if gone is not None and rsvp.cancellation_cause == TAKEN_BACK:
        return f"Walk-in undone {_day(gone, rsvp)}", "refused"
    return {
        GOING: (f"{rsvp.size} of {rsvp.whole} coming", "done") if rsvp.waiting_size else ("Coming", "done"),
        OFFERED: ("Seat offered", "waiting"),
        CANCELLED: (f"Canceled {_day(gone, rsvp)}", "refused") if gone else ("", ""),
    }.get(rsvp.status, ("Waitlist", "waiting"))


def _day(moment: datetime, rsvp: Rsvp) -> str:
    return short_day(moment, rsvp.event.zone_info)


def happened(entry: Entry, named: Mapping[int, Rsvp], actors: Mapping[int, str]) -> str:
    """One entry of the log of an event, as a sentence."""
    rsvp = named.get(entry.record_id) if entry.record_kind == Rsvp.__tablename__ else None
    verb = f"{entry.verb}{log_kinds.BY_GUEST}" if entry.actor_kind == "guest" else entry.verb
    told = log_kinds.history_of(entry.record_kind)
    sentence = told.get(verb) or told.get(entry.verb) or "{logged} {record}"
    after = dict(entry.values.after) if entry.values else {}
    before = dict(entry.values.before) if entry.values else {}
    said = sentence.format(
        who=_who(entry, actors),
        logged=f"{log_kinds.who_acted(entry, actors)} {log_kinds.sentence(entry.record_kind, entry.verb)}",
        record=rsvp.name or GONE if rsvp else "this event",
        name=(rsvp and rsvp.name) or GONE,
        party=_party(after),
        their=their(rsvp.pronouns if rsvp else ""),
        sizes=_sizes(before, after),
        saved=_saved(after),
        fields=_listed([FIELDS.get(name, name) for name in entry.fields]) or "the event",
        readers=READERS.get(str(after.get("to")), "guests"),
        file=_file(after),
        post=str(after.get("post") or before.get("post") or next(iter(POSTS.values()))).lower(),
    )
    return f"{said[0].upper()}{said[1:]}."


def _who(entry: Entry, actors: Mapping[int, str]) -> str:
    if entry.actor_person_id is not None:
        return actors.get(entry.actor_person_id, GONE)
    if entry.actor_kind == "guest":
        return entry.actor_name or "a guest"
    said = log_kinds.who_acted(entry, actors)
    return f"{said[0].lower()}{said[1:]}"


def _party(after: Mapping[str, Any]) -> str:
    size, status = after.get("party_size"), after.get("status")
    told = f", party of {number(size)}" if isinstance(size, int) else ""
    return told if status in {None, GOING} else f"{told}, on the waitlist"


def _sizes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = before.get("party_size"), after.get("party_size")
    return f" from {number(old)} to {number(new)}" if isinstance(old, int) and isinstance(new, int) else ""


def _file(after: Mapping[str, Any]) -> str:
    rows = after.get("rows") or 0
    return f"{after.get('file') or 'a file'}, {plural(rows, 'row', 'rows')}"


def _saved(after: Mapping[str, Any]) -> str:
    count = after.get("saved_seats") or 0
    return f"{seats(count)} {agree(count, 'is', 'are')}" if count else "nothing more is"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{full_day(value)}, {clock_time(value)}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return names_in_one_line(value)
    return "" if value is None else str(value)
