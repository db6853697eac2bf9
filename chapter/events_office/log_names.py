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

BOOKING_HISTORY = {
    "booked": "{who} booked for {name}{party}",
    "booked by her": "{name} booked{party}",
    "changed party": "{who} changed the party of {name}{sizes}",
    "changed party by her": "{name} changed her party{sizes}",
    "cancelled": "{who} took {name} off the list",
    "cancelled by her": "{name} gave her booking back",
    "freed": "{who} let go the seats of {name}",
    "proved": "{name} was let in at the door, which confirmed the booking",
    "proved by her": "{name} confirmed that the booking is hers",
    "was not her": "{name} said that somebody else had booked in her name",
    "was not her by her": "{name} said that somebody else had booked in her name",
    "restored": "{who} took {name} in again",
    "seated": "{name} was seated",
    "moved up": "{who} moved {name} to the front of the line",
    "moved back": "{who} moved {name} back to where she stood in line",
    "offered": "Seats were held for {name}, who was asked",
    "claimed": "{who} said yes for {name}",
    "claimed by her": "{name} said yes",
    "declined": "{who} said no for {name}",
    "declined by her": "{name} said no",
    "lapsed": "The offer to {name} passed unanswered",
    "rejoined": "{who} put {name} at the end of the line again",
    "rejoined by her": "{name} joined the line again",
    "saved seats": "{saved} saved for {name}",
    "took some seats": "{who} took some seats for {name}",
    "took some seats by her": "{name} took some of her seats{sizes}",
    "changed": "{who} changed the booking of {name}",
    "named guests": "{who} changed who comes with {name}",
    "named guests by her": "{name} told who will come along",
    "sent the link again": "{who} sent {name} her link again",
    "erased": "The words of a booking were erased",
    "erased by her": "A guest had her words erased",
}
"""Whole sentences for the office’s page of an event. ``by her``: done by the guest, behind her link."""

EVENT_HISTORY = {
    "exported": "{who} exported {file}",
    "changed": "{who} changed {fields}",
    "unpublished": "{who} made it a draft again",
    "cancelled": "{who} cancelled the event",
    "kept guests": "Guests who had booked kept their seats",
    "wrote to": "{who} wrote to {readers}",
    "took back": "{who} undid it before anybody was told",
    "sent now": "{who} let everybody be told at once",
}

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
        EVENT_HISTORY,
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
        history=BOOKING_HISTORY,
        label="Bookings",
        names=through_event(Rsvp, Rsvp.name),
        readers=READERS,
    ),
)  # fmt: skip
