"""What a member’s first screen shows of their bookings: what is next, what is asked, where they were."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import Select, or_
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.models import Account
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import rsvps_of
from chapter.events.models import Event
from chapter.overview_sources import MOST, OverviewPart, OverviewQuestion, OverviewSource, Pieces, Place
from chapter.people.verification import is_verified
from chapter.plurals import agree
from chapter.web.filters import event_day_and_time, with_period

VERIFIED = is_verified(Rsvp)
SEATED = Rsvp.seated_at.is_not(None)


def _bookings(account: Account, now: datetime) -> Pieces:
    live = rsvps_of(account.person_id).where(Rsvp.cancelled_at.is_(None))
    hers = live.options(joinedload(Rsvp.event, innerjoin=True)).order_by(None)
    ahead = hers.where(Event.ends_at > now)
    coming = ahead.where(SEATED, VERIFIED).order_by(Event.starts_at).limit(MOST)
    seated = list(db.session.scalars(coming))
    if seated:
        yield OverviewPart(
            10, Place.NEXT, "bookings/portal/_next.html", {"rsvp": seated[0]},
            lede=f"{seated[0].event.title} is next.",
        )  # fmt: skip
    if len(seated) != 1:
        yield OverviewPart(10, Place.COMING, "bookings/portal/_coming.html", {"rsvps": seated[1:]})
    yield from _offers(ahead, now)
    yield from _unconfirmed(ahead)
    was = hers.where(Event.ends_at <= now, SEATED, VERIFIED).order_by(Event.starts_at.desc()).limit(MOST)
    came = list(db.session.scalars(was))
    if came:
        yield OverviewPart(10, Place.GOT, "bookings/portal/_came.html", {"rsvps": came})


def _offers(ahead: Select[Rsvp], now: datetime) -> Iterator[OverviewQuestion]:
    answer = Rsvp.offered_until > now, or_(Rsvp.order_public_id == "", Rsvp.offered_why != ""), VERIFIED
    for rsvp in db.session.scalars(ahead.where(*answer).order_by(Rsvp.offered_until)):
        if rsvp.offered_until:
            until = with_period(event_day_and_time(rsvp.offered_until, rsvp.event))
            title = f"{agree(rsvp.offered_seats, 'Seat', 'Seats')} offered: {rsvp.event.title}"
            yield OverviewQuestion(10, title, f"Held for you until {until}", _url(rsvp), "Answer")


def _unconfirmed(ahead: Select[Rsvp]) -> Iterator[OverviewQuestion]:
    """What somebody booked in the member’s name, and they have not confirmed."""
    typed = ahead.where(Event.cancelled_at.is_(None), ~VERIFIED).order_by(Event.starts_at, Rsvp.id)
    why = "Someone, probably you, booked with your name and email without signing in."
    for rsvp in db.session.scalars(typed.limit(MOST)):
        yield OverviewQuestion(20, f"Did you book this? {rsvp.event.title}", why, _url(rsvp), "Answer")


def _url(rsvp: Rsvp) -> str:
    return url_for("bookings.booking", token=rsvp.token)


SOURCES = (OverviewSource(_bookings),)
