"""Mails that the office causes: to all guests of an event, and to its other leads."""

from chapter.accounts.viewer import event_leads
from chapter.bookings import wording
from chapter.bookings.emails import CALENDAR, letter_to_many
from chapter.events.models import Event
from chapter.events.structured_data import when_and_where
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.models import Person
from chapter.restrictions import Use


def moved(event: Event, was: str, why: str, *, coming: bool) -> Letter:
    """To many: time or place are no longer what they ``was``. ``coming``: to those who have seats."""
    return letter_to_many(
        event,
        "moved",
        coming,
        was=was,
        now_is=when_and_where(event),
        why=why,
        attachments=((CALENDAR, 0),),
    )


def called_off(event: Event, *, coming: bool, was: str = "") -> Letter:
    """To many: the event is cancelled, and why; with a file that takes it out of their calendars. ``was``:
    its time and place as they know it, where they were never notified of a move."""
    return letter_to_many(event, "called_off", coming, attachments=((CALENDAR, 0),), was=was)


def zone_law(event: Event) -> Letter:
    """To many who come: the law of the time zone changed. The event keeps its hour, but calendars would show
    a wrong one; with a new file."""
    return letter_to_many(event, "zone_law", coming=True, attachments=((CALENDAR, 0),))


def guests_stay(event: Event, parties: int, people: int, lead: Person) -> Letter:
    """To a lead: the event is members-only now, and guests who had booked keep their seats."""
    return write_letter(
        "events.guests_stay", event=event, lead=lead, words=wording, parties=parties, people=people
    )


def message(event: Event, subject: str, text: str, *, coming: bool) -> Letter:
    """To many: a message from the office, in its own words."""
    return letter_to_many(event, "message", coming, subject=subject, text=text)


KINDS = declare(
    "events", "moved called_off zone_law guests_stay message", use=Use.HELD, readers=[event_leads]
)
"""The kinds of these mails, and which roles in the office may read them."""
