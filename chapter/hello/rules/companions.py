"""Finding a companion for a guest: people are asked one after the other, until one accepts.

Whoever changes anything locks the event's row first, so that no sign is given twice and no two people are
asked for the same guest at once.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.broadcasts import queries
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.events.models import Event
from chapter.events.undo_window import is_settled
from chapter.hello.models.companions import BUDDY, DECLINED, NOT_NEEDED, NOT_TOLD_YET, WITHDREW, Companion
from chapter.hello.queries import companion_search
from chapter.hello.queries.companion_search import CompanionSnapshot, unanswered_in
from chapter.hello.rules import notifications, request_timing
from chapter.hello.rules.request_timing import COMPANIONS_ASKED, answer_time, is_too_late_to_ask
from chapter.people.models import Person
from chapter.personal_data.declarations import Erasure
from chapter.refusal import Refused

SYSTEM = Actor("rule", name="arrivals")
NOBODY = "There is no one left to ask. Meet the guest yourself, or add a greeter under Staff."
TOO_LATE = "The event starts too soon to ask by email. Meet the guest yourself, or ask someone in person."
CANCELED = "This event was canceled. You don’t need to do anything."
BEGUN = (
    "The event has started, so it is too late to email. If someone is waiting for you, tell the badge desk."
)


def ask(guest: Rsvp, person: Person | None, *, by: Person, now: datetime) -> Companion:
    """Ask ``person`` to meet ``guest``, or the best candidate when None. An earlier open request for the
    guest ends.

    Raises Refused when the person can't be asked, or nobody is left, or somebody meets the guest already.
    """
    event = db.lock(guest.event)
    snapshot = _require_askable(event, guest, now)
    if is_too_late_to_ask(event.starts_at, now):
        raise Refused(TOO_LATE)
    could = snapshot.could_meet(guest)
    if person is not None and person.id not in {one.id for one in could}:
        raise Refused("This person can no longer be asked. Choose someone else.", field="person")
    if not could:
        raise Refused(NOBODY)
    _release(snapshot.companion_of(guest), now)
    return _ask(snapshot, guest, person or could[0], by=by.id, actor=by.actor, now=now)


def ask_all(event: Event, *, by: Person, now: datetime) -> int:
    """For each guest for whom nobody was asked, ask the best candidate, by a mail that leaves in ten
    minutes; return how many. ``event`` is locked."""
    if event.cancelled_at is not None or now >= event.starts_at:
        raise Refused("The event has started, or was canceled.")
    if is_too_late_to_ask(event.starts_at, now):
        raise Refused(TOO_LATE)
    snapshot, asked = companion_search.load_snapshot(event), []
    for guest in snapshot.guests:
        could = [] if snapshot.settled(guest) else snapshot.could_meet(guest)
        if could:
            asked.append(_ask(snapshot, guest, could[0], by=by.id, actor=by.actor, now=now, told=False))
    if asked:
        _hold(event, asked, by.actor, now)
    return len(asked)


def withdraw_unsent(said: Broadcast) -> int:
    """Delete the requests that were not mailed, so that these people can be asked later; return how many."""
    unasked = list(db.session.scalars(unanswered_in(said).where(Companion.id > said.last_id)))
    for one in unasked:
        db.session.delete(one)
    return len(unasked)


def take_over(guest: Rsvp, *, by: Person, now: datetime) -> Companion:
    """Let ``by`` meet ``guest``. Raises Refused when somebody does already, or ``by`` is the guest."""
    event = db.lock(guest.event)
    snapshot = _require_askable(event, guest, now)
    if guest.person_id == by.id or frozenset((guest.person_id, by.id)) in snapshot.apart:
        raise Refused("It is better if someone else meets this guest.")
    _release(snapshot.companion_of(guest), now)
    one = _new(snapshot, guest, by, by=by.id, now=now)
    _confirm(one, snapshot, now)
    audit.record("meets a guest", one, by=by.actor, now=now)
    return one


def accept(one: Companion, *, now: datetime) -> None:
    """Accept: both are notified, once no move of the event may be undone any more. Idempotent. Raises
    Refused when it is too late."""
    event, one = db.lock(one.event), db.lock(one)
    if one.meets:
        return
    if event.cancelled_at is not None:
        raise Refused(CANCELED)
    snapshot = companion_search.load_snapshot(event)
    if not one.live or now >= event.starts_at or _out_of_date(snapshot, one, now):
        raise Refused("Someone else is meeting this guest now, or the guest no longer needs it. Thank you.")
    _confirm(one, snapshot, now)
    audit.record("meets a guest", one, by=one.person.actor, now=now)


def decline(one: Companion, *, now: datetime) -> None:
    """Decline, or cancel after accepting: the guest is notified if they knew and are not in yet, and the
    next is asked. Idempotent. Raises Refused once the event has begun, or was canceled."""
    event, one = db.lock(one.event), db.lock(one)
    if not one.live:
        return
    if event.cancelled_at is not None or now >= event.starts_at:
        raise Refused(BEGUN if event.cancelled_at is None else CANCELED)
    was, told = one.meets, one.told
    audit.record("does not meet a guest", one, by=one.person.actor, now=now)
    _end(one, WITHDREW if was else DECLINED, now)
    _find_next(companion_search.load_snapshot(event), one, told, now)


def events_due(now: datetime) -> Iterator[Event]:
    """The events at which a request no longer holds (a guest left, somebody did not answer), or somebody has
    to be asked, or notified of a move."""
    return (
        event
        for event in companion_search.events_with_companions(now)
        if _is_due(companion_search.load_snapshot(event), now)
    )


def update_event(event: Event, *, now: datetime) -> int:
    """End what no longer holds, notify those concerned, ask whoever is next, and ask for guests for whom
    nobody was asked. ``event`` is locked."""
    if not is_settled(event):
        return 0
    snapshot = companion_search.load_snapshot(event)
    over = _no_longer_valid(snapshot, now)
    for one, why in over:
        was, told = one.meets, one.told
        _end(one, why, now)
        if why != NOT_NEEDED:
            _find_next(snapshot, one, told, now)
        elif was:
            notifications.notify_released(one, event, now)
    told_now = notifications.notify_pending(snapshot, now)
    asked = 0
    while found := _to_ask(snapshot, now):
        guest, person = found[0]
        _ask(snapshot, guest, person, by=None, actor=SYSTEM, now=now)
        asked += 1
    return len(over) + told_now + asked


def erase_past(ids: Sequence[int], erasure: Erasure) -> None:
    """Delete those of these rows that are about events that are over.

    Requests for events ahead hold no text of anybody's, and are ended by ``update_event``, which notifies the
    other.
    """
    past = select(Event.id).where(Event.ends_at <= erasure.now)
    db.session.execute(
        delete(Companion).where(Companion.id.in_(ids), Companion.event_id.in_(past)),
        execution_options={"synchronize_session": False},
    )


def _is_due(snapshot: CompanionSnapshot, now: datetime) -> bool:
    return bool(
        _no_longer_valid(snapshot, now) or _to_ask(snapshot, now) or notifications.pending(snapshot, now)
    )


def _no_longer_valid(snapshot: CompanionSnapshot, now: datetime) -> list[tuple[Companion, str]]:
    """The requests that no longer hold; once the event has begun, a missing answer or a departure changes
    nothing."""
    begun = now >= snapshot.event.starts_at
    return [] if begun and snapshot.event.cancelled_at is None else snapshot.no_longer_valid(now)


def _to_ask(snapshot: CompanionSnapshot, now: datetime) -> list[tuple[Rsvp, Person]]:
    """The guests for whom somebody is to be asked automatically, each with the person to ask."""
    if not request_timing.asks_by_itself(snapshot.event, now):
        return []
    found = ((guest, snapshot.next_for(guest)) for guest in snapshot.without_companion)
    return [(guest, person) for guest, person in found if person is not None]


def _out_of_date(snapshot: CompanionSnapshot, one: Companion, now: datetime) -> bool:
    return any(other.id == one.id for other, _ in snapshot.no_longer_valid(now))


def _require_askable(event: Event, guest: Rsvp, now: datetime) -> CompanionSnapshot:
    """The snapshot of the event. Raises Refused when nobody may be asked to meet ``guest``."""
    if event.cancelled_at is not None or now >= event.starts_at:
        raise Refused("The event has started, or was canceled.")
    snapshot = companion_search.load_snapshot(event)
    if guest.id not in {one.id for one in snapshot.guests}:
        raise Refused("This guest is already checked in, is not coming, or did not ask to be met.")
    met = snapshot.companion_of(guest)
    if (met is not None and met.meets) or (
        guest.arrival == BUDDY and snapshot.buddy_pair_of(guest) is not None
    ):
        raise Refused("Someone is already meeting this guest.")
    return snapshot


def _release(one: Companion | None, now: datetime) -> None:
    if one is not None:
        _end(one, NOT_NEEDED, now)


def _new(
    snapshot: CompanionSnapshot, guest: Rsvp, person: Person, *, by: int | None, now: datetime
) -> Companion:
    one = Companion(
        event=snapshot.event, guest=guest, person=person, kind=guest.arrival, asked_at=now, asked_by=by,
        event_id=snapshot.event.id, guest_id=guest.id, person_id=person.id, ended_why="", sign="",
        answer_until=now + answer_time(snapshot.event.starts_at, now),
    )  # fmt: skip
    db.session.add(one)
    snapshot.companions.append(one)
    return one


def _ask(
    snapshot: CompanionSnapshot,
    guest: Rsvp,
    person: Person,
    *,
    by: int | None,
    actor: Actor,
    now: datetime,
    told: bool = True,
) -> Companion:
    """Ask ``person`` by a mail at once; while a move may be undone, by one that waits until it is settled.
    ``told`` False: the caller mails them."""
    one = _new(snapshot, guest, person, by=None if by == person.id else by, now=now)
    db.session.flush()
    if told and is_settled(snapshot.event):
        notifications.notify_asked(one, now)
    elif told:
        _hold(snapshot.event, [one], actor, now)
    audit.record("asked to meet a guest", one, by=actor, now=now)
    return one


def _hold(event: Event, asked: Sequence[Companion], by: Actor, now: datetime) -> None:
    """Ask them by a broadcast that is held for ten minutes; requests that are held already join it."""
    before = db.first(queries.held_about(event, COMPANIONS_ASKED))
    known = before.payload["asked"] if before is not None else []
    change = holds.Change(event, payload={"asked": [*known, *(one.id for one in asked)]})
    holds.hold(COMPANIONS_ASKED, [change], by=by, now=now, begins=event.starts_at)


def _confirm(one: Companion, snapshot: CompanionSnapshot, now: datetime) -> None:
    """Set it as accepted. A companion who meets several guests at the door has one sign."""
    others = [other for other in snapshot.companions if other.meets and other is not one]
    hers = next((other.sign for other in others if other.person_id == one.person_id), "")
    one.accepted_at, one.sign = now, hers or free_sign({other.sign for other in others})
    db.session.flush()
    for pending in snapshot.companions:
        if one.kind == BUDDY and _crossed(pending, one):
            _end(pending, NOT_NEEDED, now)
    if is_settled(snapshot.event):
        notifications.notify_both(one, now)
    else:
        one.notified_at = NOT_TOLD_YET


def _crossed(other: Companion, one: Companion) -> bool:
    """Whether ``other`` looks for a buddy for somebody who became a buddy by ``one``."""
    pending = other.live and other.kind == BUDDY and not other.meets
    return pending and other.guest.person_id == one.person_id


def _find_next(snapshot: CompanionSnapshot, one: Companion, told: bool, now: datetime) -> None:
    """Ask the next candidate, and notify the guest if they knew of their companion (``told``); neither once
    they are checked in."""
    guest, person = one.guest, None
    expected = guest.id in {other.id for other in snapshot.guests}
    if expected and not is_too_late_to_ask(snapshot.event.starts_at, now):
        person = None if snapshot.settled(guest) else snapshot.next_for(guest)
    if person is not None:
        _ask(snapshot, guest, person, by=one.asked_by, actor=SYSTEM, now=now)
    if told and expected:
        notifications.notify_guest(one, asked=person is not None, now=now)


def _end(one: Companion, why: str, now: datetime) -> None:
    one.ended_at, one.ended_why = now, why


def renew_links(person: Person, *, now: datetime) -> None:
    """Renew the links by which ``person`` answers, or reads whom they meet: those mailed before stop
    working. Past events stay as they were."""
    ahead = Companion.event_id.in_(select(Event.id).where(Event.ends_at > now))
    for one in db.session.scalars(select(Companion).where(Companion.person_id == person.id, ahead)):
        one.public_id = db.public_id()


COLORS = ("yellow", "green", "blue", "red", "white", "purple", "silver", "black")


THINGS = ("sun", "leaf", "star", "moon", "heart", "bird", "boat", "key")


SIGNS = tuple(f"{COLORS[(at + turn) % 8]} {thing}" for turn in range(8) for at, thing in enumerate(THINGS))
"""What a companion holds up or wears, each once for an event: neighbors in the list differ in color and
thing."""


def free_sign(taken: Collection[str]) -> str:
    """The first sign that is not taken. Raises Refused when every sign is taken."""
    free = next((sign for sign in SIGNS if sign not in taken), "")
    if not free:
        raise Refused("Every sign for this event is taken. Meet the guest yourself, by name.")
    return free
