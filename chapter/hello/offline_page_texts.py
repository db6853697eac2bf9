"""What the offline page says: three ways to begin, and a kind one to leave."""

from datetime import timedelta

from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.people import names

KEPT_FOR = timedelta(days=7)
"""How long after the event a phone keeps the page."""

CLOSING_LINES = (
    "“I have loved hearing this, and I promised myself to meet two more people tonight. May I write to you?”",
    "Then say her first name once, and go. It is kind to be the one who ends it.",
)


def opening_lines(rsvp: Rsvp) -> list[str]:
    """Three sentences to begin with, true of whoever says them; the last is about what they look for, when
    they said it."""
    hers = rsvp.looking_for.strip().rstrip(".")
    last = f"“I am looking for this, and you may know somebody: {hers}.”" if hers else ""
    called = names.shown_name(rsvp.badge_name, rsvp.name, otherwise="")
    first = (
        f"“May I join you? I’m {called}, and I’d be glad of your company.”"
        if called
        else ("“May I join you? I’d be glad of your company.”")
    )
    return [
        first,
        f"“What made you come to {rsvp.event.title}?”",
        last or "“What are you working on that you would like to talk about?”",
    ]


def kept_until(event: Event) -> str:
    """When phones let go of the page, as a program reads it."""
    return (event.ends_at + KEPT_FOR).isoformat()
