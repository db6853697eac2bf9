"""A booking as an entry of the guest's own calendar."""

from dataclasses import replace

from chapter.bookings import wording
from chapter.bookings.models import Rsvp
from chapter.documents.calendar import CANCELLED, CONFIRMED, TENTATIVE, CalendarEntry
from chapter.events.structured_data import calendar_entry, make_entry, where_text


def booking_calendar_entry(rsvp: Rsvp) -> CalendarEntry:
    """The event in the guest's own calendar: tentative while they only wait, with the online link once they
    have seats, cancelled when they gave them back.

    All of the guest's bookings of one event share a UID. The SEQUENCE grows with every change of the event
    and of its bookings, so that the latest update always counts (RFC 5545, 3.8.7.4), also when they book once
    more.
    """
    event = rsvp.event
    date = calendar_entry(event)
    if event.online and rsvp.going:
        note = "\n\n".join(filter(None, (event.summary, f"Join here: {event.online_url}")))
        date = make_entry(event, note, where_text(event) if event.place else event.online_url)
    stamps = (event.changed_at, rsvp.seated_at or rsvp.created_at, rsvp.cancelled_at)
    return replace(
        date,
        title=wording.in_calendar(rsvp),
        sequence=event.sequence + event.bookings_version,
        status=_status(rsvp) if date.status == CONFIRMED else date.status,
        changed_at=max(filter(None, stamps)),
    )


def _status(rsvp: Rsvp) -> str:
    if rsvp.cancelled_at is not None:
        return CANCELLED
    return CONFIRMED if rsvp.going else TENTATIVE
