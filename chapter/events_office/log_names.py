"""What the log says of what the office does with events and bookings."""

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import LogVerbs
from chapter.bookings.models import Rsvp
from chapter.broadcasts.log_names import HELD
from chapter.events.models import Event
from chapter.events_office.wording import READERS

LOGGED = (
    LogVerbs(
        Event,
        {
            **HELD,
            "changed": "changed the event",
            "unpublished": "made a draft again of",
            "cancelled": "canceled the event",
            "kept guests": "let guests keep their seats at",
            "wrote to": "wrote to guests of",
            "moved by law": "moved by law:",
            "exported": "exported a file about",
        },
        {
            "to": one_of(READERS, "Written to"), "parties": Field("Parties"), "people": Field("People"),
            "filter": Field("Which rows"),
        },
    ),
    LogVerbs(
        Rsvp,
        {
            "restored": "restored the booking of",
            "sent the link again": "sent the link again to",
            "changed": "changed the booking of",
            "freed": "let go the seats of",
            "lost seats": "lost the seats meanwhile:",
        },
    ),
)  # fmt: skip
