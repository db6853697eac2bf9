"""What fills the places of mails about bookings when they are sent: link, calendar file, ticket."""

from functools import lru_cache

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.documents import qr
from chapter.documents.calendar import CONTENT_TYPE, Date, calendar
from chapter.events.emails import BOOKING_LINK, CALENDAR, ONLINE_LINK, TICKET
from chapter.events.files import date_of_booking
from chapter.events.models import Event, Rsvp
from chapter.mail.places import Enclosure, register_enclosure, register_link, register_loading
from chapter.web import links


def register(app: Flask) -> None:
    """Tell the outbox how to make them."""
    register_link(app, BOOKING_LINK, booking_link)
    register_link(app, ONLINE_LINK, online_link)
    register_enclosure(app, CALENDAR, calendar_file)
    register_enclosure(app, TICKET, ticket)
    register_loading(app, Rsvp.__tablename__, bookings_with_events)


def bookings_with_events(ids: list[int]) -> list[Rsvp]:
    """Many bookings, each with its event, in one statement."""
    return list(db.session.scalars(select(Rsvp).options(joinedload(Rsvp.event)).where(Rsvp.id.in_(ids))))


def booking_link(rsvp_id: int) -> str:
    """The personal address of a booking, as it is valid now."""
    rsvp = db.session.get_one(Rsvp, rsvp_id)
    return links.absolute(f"/rsvp/{rsvp.token}")


def online_link(event_id: int) -> str:
    """Where an event happens on a screen, as it is now."""
    return db.session.get_one(Event, event_id).online_url


def calendar_file(rsvp_id: int) -> Enclosure | None:
    """The event as a calendar file; nothing for a booking that was given back or erased."""
    rsvp = _live(rsvp_id)
    if rsvp is None:
        return None
    return Enclosure("event.ics", CONTENT_TYPE, _calendar_of(date_of_booking(rsvp)))


def ticket(rsvp_id: int) -> Enclosure | None:
    """The check-in code as a picture; only for those who come."""
    rsvp = _live(rsvp_id)
    if rsvp is None or not rsvp.going:
        return None
    return Enclosure("ticket.png", "image/png", qr.png(rsvp.checkin_code))


@lru_cache(maxsize=64)
def _calendar_of(date: Date) -> bytes:
    """The same for everybody who comes to one event, so it is made once for many mails."""
    return calendar([date])


def _live(rsvp_id: int) -> Rsvp | None:
    rsvp = db.session.get(Rsvp, rsvp_id)
    return rsvp if rsvp is not None and rsvp.cancelled_at is None else None
