"""Text of the offline page: three ways to begin a conversation, and a kind one to leave it."""

from datetime import timedelta

from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.people import names

KEPT_FOR = timedelta(days=7)
"""How long after the event a phone stores the page."""

CLOSING_LINES = (
    "“I’ve loved hearing this, and I promised myself I’d meet two more people tonight. May I get in touch?”",
    "Then say their name once, and go. It is kind to be the one who ends it.",
)


def opening_lines(rsvp: Rsvp) -> list[str]:
    """Three sentences to begin with, true of anybody; the last says what the guest looks for, if they wrote
    it."""
    hers = rsvp.looking_for.strip().rstrip(".")
    last = f"“I’m looking for this, and you may know someone: {hers}.”" if hers else ""
    called = names.shown_name(rsvp.badge_name, rsvp.name, otherwise="")
    first = (
        f"“May I join you? I’m {called}, and I’d love some company.”"
        if called
        else ("“May I join you? I’d love some company.”")
    )
    return [
        first,
        f"“What brought you to {rsvp.event.title}?”",
        last or "“What are you working on that you’d like to talk about?”",
    ]


def kept_until(event: Event) -> str:
    """When phones delete the page, in ISO 8601."""
    return (event.ends_at + KEPT_FOR).isoformat()
