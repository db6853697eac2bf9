"""What fills the placeholders of mails about bookings when they are sent: link, calendar file, ticket."""

from flask import Flask
from sqlalchemy import not_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.bookings.calendar_entries import booking_calendar_entry
from chapter.bookings.emails import (
    BOOKING_LINK,
    CALENDAR,
    CANT_COME_LINK,
    HOW_LINK,
    ONLINE_LINK,
    PAGE_LINK,
    TICKET,
)
from chapter.bookings.models import Rsvp
from chapter.documents import qr
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.events.models import Event
from chapter.events.structured_data import public_url
from chapter.mail import current_addresses
from chapter.mail.placeholders import Attachment, register_attachment, register_link, register_preload
from chapter.people.verification import is_verified
from chapter.security import signed_links


def register(app: Flask) -> None:
    """Register these makers with the outbox."""
    register_link(app, BOOKING_LINK, booking_link)
    register_link(app, CANT_COME_LINK, cant_come_link)
    register_link(app, HOW_LINK, how_link)
    register_link(app, ONLINE_LINK, online_link)
    register_link(app, PAGE_LINK, page_link)
    register_attachment(app, CALENDAR, calendar_file)
    register_attachment(app, TICKET, ticket)
    register_preload(app, Rsvp.__tablename__, bookings_with_events)
    current_addresses.register(
        app,
        Rsvp.__tablename__,
        select(Rsvp.id, Rsvp.name, Rsvp.email, Rsvp.person_id, not_(is_verified(Rsvp))),
    )


def bookings_with_events(ids: list[int]) -> list[Rsvp]:
    """The bookings with these ids, each with its event, in one statement."""
    return list(db.session.scalars(select(Rsvp).options(joinedload(Rsvp.event)).where(Rsvp.id.in_(ids))))


def booking_link(rsvp_id: int) -> str:
    """The booking's personal link, valid when the mail is sent."""
    rsvp = db.session.get_one(Rsvp, rsvp_id)
    return signed_links.absolute_url(f"/rsvp/{rsvp.token}")


def cant_come_link(rsvp_id: int) -> str:
    """The link to give the seats back, with one button."""
    return f"{booking_link(rsvp_id)}/cant-come"


def how_link(rsvp_id: int) -> str:
    """The link to say how the event was."""
    return f"{booking_link(rsvp_id)}/how-was-it"


def online_link(event_id: int) -> str:
    """The event's online link when the mail is sent."""
    return db.session.get_one(Event, event_id).online_url


def page_link(event_id: int) -> str:
    """The event's public page under its address when the mail is sent."""
    return public_url(db.session.get_one(Event, event_id))


def calendar_file(rsvp_id: int) -> Attachment | None:
    """The event as a calendar file, cancelled with the booking; None for a booking that was erased."""
    rsvp = db.session.get(Rsvp, rsvp_id)
    if rsvp is None or rsvp.erased_at is not None:
        return None
    return Attachment("event.ics", CONTENT_TYPE, calendar([booking_calendar_entry(rsvp)]))


def ticket(rsvp_id: int) -> Attachment | None:
    """The check-in code as a picture; None for a party that has no seats."""
    rsvp = db.session.get(Rsvp, rsvp_id)
    if rsvp is None or not rsvp.going:
        return None
    return Attachment("ticket.png", "image/png", qr.png(rsvp.checkin_code))
