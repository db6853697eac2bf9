"""Bookings of the sample chapter: through the rules while their mails are young, as finished rows before."""

import random
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from chapter import db
from chapter.audit import Actor, Entry, Values, log_fields
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings, waitlist
from chapter.bookings.rules.bookings import BookingInput
from chapter.events.models import Event
from chapter.mail.consents import BOOKING, NEWS
from chapter.mail.models import Mail
from chapter.people.models import email_key, name_key
from chapter.people.verification import ACCOUNT, DOOR, MAILBOX, STAFF, TYPED
from chapter.settings import queries as settings
from sample import bulk_insert, rsvp_requests
from sample.event_calendar import YOUNG, Occasion
from sample.people import Crowd
from sample.rsvp_requests import Step, Wish
from sample.seat_allocation import Booking, settle

GUEST = Actor("guest")
PROOFS = (MAILBOX, ACCOUNT, MAILBOX, MAILBOX, TYPED, MAILBOX, DOOR, MAILBOX, STAFF, MAILBOX, ACCOUNT)
"""How bookings of the sample were verified, by the number of whoever booked."""


def save(seed: int, made: Iterable[tuple[Occasion, Event]], crowd: Crowd, *, now: datetime) -> None:
    """Save every booking of each event, and what became of it."""
    old: list[tuple[Event, Booking]] = []
    for one, event in made:
        chance = random.Random(f"{seed} {one.slug}")
        steps = rsvp_requests.steps(rsvp_requests.wishes(chance, one, event.starts_at, crowd.people, now))
        if not one.published:
            continue
        if one.live:
            live(event, steps)
        else:
            old += [(event, booking) for booking in settle(event, steps)]
        if len(old) >= bulk_insert.AT_ONCE:
            settled(old, crowd.ids, now=now)
            old.clear()
    settled(old, crowd.ids, now=now)


def live(event: Event, steps: list[Step]) -> None:
    """Take each step by the rules that guests use; with mails, audit log and all."""
    made: dict[int, Rsvp] = {}
    with db.writing():
        event = db.lock(event)
        for step in steps:
            number = step.wish.who.number
            if not step.leaving:
                made[number] = bookings.book(event, _party(step.wish), by=GUEST, now=step.at).rsvp
            elif number in made:
                bookings.cancel(made[number], by=GUEST, now=step.at)


def settled(made: list[tuple[Event, Booking]], ids: list[int], *, now: datetime) -> None:
    """Save the result of the steps as rows, without taking them one by one. ``ids`` are the people's, by
    number."""
    numbers = bulk_insert.add(Rsvp, [_rsvp(event, one, ids[one.wish.who.number]) for event, one in made])
    numbered = [(event, one, number) for (event, one), number in zip(made, numbers, strict=True)]
    logged = [line for _, one, number in numbered for line in _log(one, number)]
    entries = bulk_insert.add(Entry, [entry for entry, _ in logged])
    values = [{"entry_id": number, **kept} for number, (_, kept) in zip(entries, logged, strict=True)]
    bulk_insert.add(Values, values)
    sender = settings.current().sender_name
    bulk_insert.add(
        Mail, [mail for event, one, number in numbered for mail in _mails(event, one, number, sender, now)]
    )


def _proof(wish: Wish) -> str:
    """How a booking was verified: most by the link in the mail; a few not yet."""
    return PROOFS[wish.who.number % len(PROOFS)]


def _party(wish: Wish) -> BookingInput:
    who = wish.who
    return BookingInput(
        name=who.name,
        email=who.email,
        size=wish.size,
        nonce=secrets.token_hex(16),
        guest_names=list(wish.guest_names),
        dietary=wish.dietary,
        access_needs=wish.access_needs,
        arrival=wish.arrival,
        pronouns=who.pronouns,
        organisation=who.organisation,
        ask_me=wish.ask_me,
        looking_for=wish.looking_for,
        show_me=wish.show_me,
        news=wish.news,
        news_wording=NEWS.wording(BOOKING),
        proof=_proof(wish),
    )


def _rsvp(event: Event, booking: Booking, person_id: int) -> dict[str, Any]:
    wish, who = booking.wish, booking.wish.who
    return {
        "event_id": event.id,
        "person_id": person_id,
        "name": who.name,
        "email": who.email,
        "name_key": name_key(who.name),
        "email_key": email_key(who.email),
        "party_size": wish.size,
        "guest_names": list(wish.guest_names),
        "dietary": wish.dietary,
        "access_needs": wish.access_needs,
        "arrival": wish.arrival,
        "pronouns": who.pronouns,
        "organisation": who.organisation,
        "ask_me": wish.ask_me,
        "looking_for": wish.looking_for,
        "show_me": wish.show_me,
        "proof": _proof(wish),
        "nonce": secrets.token_hex(16),
        "created_at": wish.at,
        "queued_at": wish.at,
        "seated_at": booking.seated_at,
        "seated_why": booking.seated_why,
        "times_passed": booking.times_passed,
        "saved_seats": 0 if booking.cancelled_at else booking.saved_seats,
        "cancelled_at": booking.cancelled_at,
        "cancellation_cause": "guest" if booking.cancelled_at else "",
    }


def _log(booking: Booking, number: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The audit entries of one booking, each with its values before and after."""
    first = "going" if booking.seated_at_once else "waitlisted"
    told = [
        _told("booked", number, booking.wish.at, GUEST, {}, {"party_size": booking.size, "status": first})
    ]
    told += [
        _told(
            "saved seats", number, saving.at, waitlist.RULE,
            {"saved_seats": saving.before}, {"saved_seats": saving.seats}, why=saving.why,
        )
        for saving in booking.savings
    ]  # fmt: skip
    if booking.seated_later:
        change = {"status": "waitlisted"}, {"status": "going", "party_size": booking.size}
        told.append(
            _told(
                "seated",
                number,
                booking.seated_later,
                waitlist.RULE,
                *change,
                why=log_fields.told(booking.seated_why, booking.seated_by),
            )
        )
    if booking.cancelled_at:
        last = {"status": "going" if booking.seated_at else "waitlisted"}
        told.append(_told("cancelled", number, booking.cancelled_at, GUEST, last, {"status": "cancelled"}))
    return told


def _told(
    verb: str,
    number: int,
    at: datetime,
    by: Actor,
    before: dict[str, Any],
    after: dict[str, Any],
    why: str = "",
) -> tuple[dict[str, Any], dict[str, Any]]:
    line = bulk_insert.entry(verb, Rsvp, number, by=by, at=at, fields=[*after], why=why)
    return line, {"before": before, "after": after}


def _mails(event: Event, booking: Booking, number: int, sender: str, now: datetime) -> list[dict[str, Any]]:
    """The mails of one booking, sent and long since blanked."""
    wish = booking.wish
    sent = [("confirmed" if booking.seated_at_once else "waiting", wish.at)]
    sent += [("saved", saving.at) for saving in booking.savings if saving.seats > saving.before]
    if booking.seated_later:
        sent.append(("seated", booking.seated_later))
    if booking.cancelled_at:
        sent.append(("cancelled", booking.cancelled_at))
    return [
        {
            "kind": f"events.{kind}",
            "to_name": wish.who.name,
            "to_address": wish.who.email,
            "to_key": email_key(wish.who.email),
            "from_name": sender,
            "subject": event.title,
            "text": "",
            "placeholders": {},
            "attachments": [],
            "about_kind": Rsvp.__tablename__,
            "about_id": number,
            "created_at": at,
            "due_at": at,
            "attempts": 1,
            "sent_at": at + timedelta(seconds=2),
            "blanked_at": min(at + YOUNG, now),
        }
        for kind, at in sent
    ]
