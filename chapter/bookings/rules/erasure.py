"""Erasing what a booking says of a person; the seats stay counted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import audit, db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings as booking_rules
from chapter.bookings.rules import endings, waitlist
from chapter.personal_data.declarations import Erasure

WORDS = (
    "name", "email", "name_key", "email_key", "dietary", "access_needs", "badge_name", "shown_as",
    "pronouns", "organisation", "ask_me", "looking_for", "seated_why", "offered_why", "cancelled_why",
    "news_asked", "order_public_id",
)  # fmt: skip


def erase_bookings(ids: Sequence[int], erasure: Erasure) -> None:
    """Blank the bookings with these ids, as far as they are not erased yet, and end their links."""
    theirs = select(Rsvp).where(Rsvp.id.in_(ids), Rsvp.erased_at.is_(None)).options(joinedload(Rsvp.event))
    bookings = list(db.session.scalars(theirs.order_by(Rsvp.id)))
    erase_past([rsvp for rsvp in bookings if erasure.now >= rsvp.event.ends_at], now=erasure.now)
    for rsvp in bookings:
        if erasure.now < rsvp.event.ends_at:
            erase(rsvp, by=erasure.by, now=erasure.now)
    if erasure.why:
        told = {"by": erasure.by, "now": erasure.now, "why": erasure.why}
        audit.record_each("erased", bookings, before=lambda _booking: {}, after={}, **told)


def erase(rsvp: Rsvp, *, by: Actor, now: datetime) -> None:
    """Blank the guest's words in one booking and end its link.

    A live booking is given back first, silently, and its seats go to whoever is next. How many came stays,
    for the event's own count.
    """
    event = booking_rules.lock_booking(rsvp)
    live = rsvp.cancelled_at is None and now < event.ends_at
    if live:
        endings.end([rsvp], cause=by.kind, now=now)
    _blank(rsvp, now)
    db.session.flush()
    if live:
        waitlist.promote(event, now=now)


def erase_past(bookings: Sequence[Rsvp], *, now: datetime) -> None:
    """Blank bookings of past events; no seat moves."""
    for rsvp in bookings:
        _blank(rsvp, now)


def _blank(rsvp: Rsvp, now: datetime) -> None:
    for field in WORDS:
        setattr(rsvp, field, "")
    rsvp.arrival, rsvp.show_me, rsvp.guest_names = "just_me", False, []
    rsvp.link_version += 1
    rsvp.erased_at = now
