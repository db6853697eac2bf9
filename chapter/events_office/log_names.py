"""What the log says of bookings, and of what the office does with events."""

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import LogKind, LogVerbs
from chapter.bookings.guest_names import names_in_one_line
from chapter.bookings.models import ARRIVALS, CANCELLED, GOING, NOT_ME, OFFERED, WAITLISTED, Rsvp
from chapter.broadcasts.log_names import HELD
from chapter.events.log_names import READERS, through_event
from chapter.events.models import Event
from chapter.events_office import wording
from chapter.people.log_names import PROOF

STATUSES = {
    GOING: "has seats", WAITLISTED: "waits", OFFERED: "is asked", CANCELLED: "given back",
    NOT_ME: "booked by somebody else",
}  # fmt: skip

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
            "to": one_of(wording.READERS, "Written to"),
            "filter": Field("Which rows"),
        },
    ),
    LogKind(
        Rsvp,
        {
            "booked": "booked for",
            "changed party": "changed the size of the party of",
            "named guests": "named who comes with",
            "cancelled": "canceled the booking of",
            "proved": "confirmed the booking of",
            "was not her": "said that somebody else had booked in the name of",
            "seated": "seated",
            "claimed": "said yes to an offer to",
            "declined": "declined the offer to",
            "offered": "offered seats to",
            "lapsed": "let an offer of seats lapse to",
            "paid": "has paid for",
            "refunded": "got the money back, so the seats are free, of",
            "rejoined": "put at the end of the line again",
            "took some seats": "took some of the seats offered to",
            "saved seats": "saved seats for",
            "moved up": "moved to the front of the line:",
            "moved back": "moved back to their old place in line:",
            "erased": "erased the words of a booking of",
            "restored": "restored the booking of",
            "sent the link again": "sent the link again to",
            "changed": "changed the booking of",
            "freed": "let go the seats of",
            "lost seats": "lost the seats meanwhile:",
        },
        {
            "status": one_of(STATUSES), "proof": PROOF, "place": Field("Place in line"),
            "waiting_size": Field("More of the party who wait"),
            "guest_names": Field("Guests", names_in_one_line),
            "offered_until": Field("Offered until"), "party_size": Field("Party size"),
            "arrival": one_of(ARRIVALS), "organisation": Field("Organization"),
            "show_me": Field("On the list of who comes"), "shown_as": Field("Shown as"),
        },
        label="Bookings",
        names=through_event(Rsvp, Rsvp.name),
        readers=READERS,
    ),
)  # fmt: skip
