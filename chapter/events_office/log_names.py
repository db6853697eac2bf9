"""What the log says of bookings, and of what the office does with events."""

from chapter.audit.log_fields import Field, one_of
from chapter.audit.log_kinds import LogKind, LogVerbs
from chapter.bookings.guest_names import names_in_one_line
from chapter.bookings.models import ARRIVALS, Rsvp
from chapter.broadcasts.log_names import HELD
from chapter.events.log_names import READERS, through_event
from chapter.events.models import Event
from chapter.events_office import wording
from chapter.people.log_names import PROOF

BOOKING_HISTORY = {
    "booked": "{who} booked for {name}{party}",
    "booked by her": "{name} booked{party}",
    "changed party": "{who} changed the party of {name}{sizes}",
    "changed party by her": "{name} changed {their} party{sizes}",
    "cancelled": "{who} canceled the booking of {name}",
    "cancelled by her": "{name} canceled {their} booking",
    "freed": "{who} released the seats of {name}",
    "proved": "{name} was let in at the door, which confirmed the booking",
    "proved by her": "{name} confirmed {their} booking",
    "was not her": "{name} said that someone else had booked in {their} name",
    "was not her by her": "{name} said that someone else had booked in {their} name",
    "restored": "{who} restored the booking of {name}",
    "seated": "{name} got a seat",
    "moved up": "{who} moved {name} to the front of the waitlist",
    "moved back": "{who} moved {name} back to {their} old place on the waitlist",
    "offered": "{name} was offered seats",
    "claimed": "{who} accepted the offer for {name}",
    "claimed by her": "{name} accepted the offer",
    "declined": "{who} declined the offer for {name}",
    "declined by her": "{name} declined the offer",
    "lapsed": "The offer to {name} expired without an answer",
    "rejoined": "{who} put {name} at the end of the waitlist",
    "rejoined by her": "{name} rejoined the waitlist",
    "saved seats": "{saved} saved for {name}",
    "took some seats": "{who} took some seats for {name}",
    "took some seats by her": "{name} took some of the seats{sizes}",
    "changed": "{who} edited the booking of {name}",
    "named guests": "{who} edited the guests of {name}",
    "named guests by her": "{name} named {their} guests",
    "sent the link again": "{who} resent the link to {name}",
    "erased": "The details of a booking were erased",
    "erased by her": "A guest had the details of a booking erased",
}
"""Whole sentences for the office’s page of an event. ``by her``: done by the guest, behind their link."""

EVENT_HISTORY = {
    "exported": "{who} exported {file}",
    "changed": "{who} edited {fields}",
    "unpublished": "{who} made the event a draft again",
    "cancelled": "{who} canceled the event",
    "kept guests": "Nonmembers who had booked kept their seats",
    "wrote to": "{who} emailed {readers}",
    "took back": "{who} undid it before anyone was told",
    "sent now": "{who} sent the emails right away",
}

LOGGED = (
    LogVerbs(
        Event,
        {
            **HELD,
            "changed": "edited the event",
            "unpublished": "made a draft again of",
            "cancelled": "canceled the event",
            "kept guests": "kept the seats of nonmembers at",
            "wrote to": "emailed the guests of",
            "moved by law": "adjusted to new time zone rules:",
            "exported": "exported a file about",
        },
        {
            "to": one_of(wording.READERS, "Sent to"),
            "filter": Field("Rows"),
        },
        EVENT_HISTORY,
    ),
    LogKind(
        Rsvp,
        {
            "booked": "booked for",
            "changed party": "changed the party size of",
            "named guests": "named the guests of",
            "cancelled": "canceled the booking of",
            "proved": "confirmed the booking of",
            "was not her": "said that someone else had booked in the name of",
            "seated": "seated",
            "claimed": "accepted the offer to",
            "declined": "declined the offer to",
            "offered": "offered seats to",
            "lapsed": "let an offer of seats lapse to",
            "paid": "paid for",
            "refunded": "released the seats, after a refund, of",
            "rejoined": "moved to the end of the waitlist:",
            "took some seats": "took some of the seats offered to",
            "saved seats": "saved seats for",
            "moved up": "moved to the front of the waitlist:",
            "moved back": "moved back to the old place on the waitlist:",
            "erased": "erased the booking details of",
            "restored": "restored the booking of",
            "sent the link again": "sent the link again to",
            "changed": "edited the booking of",
            "freed": "released the seats of",
            "lost seats": "gave the seats to others meanwhile, instead of",
        },
        {
            "status": one_of(wording.STATUSES), "proof": PROOF, "place": Field("Place on the waitlist"),
            "waiting_size": Field("Rest of the party, on the waitlist"),
            "guest_names": Field("Guests", names_in_one_line),
            "offered_until": Field("Offered until"), "party_size": Field("Party size"),
            "arrival": one_of(ARRIVALS), "organisation": Field("Organization"),
            "show_me": Field("On the guest list"), "shown_as": Field("Shown as"),
        },
        history=BOOKING_HISTORY,
        label="Bookings",
        names=through_event(Rsvp, Rsvp.name),
        readers=READERS,
    ),
)  # fmt: skip
