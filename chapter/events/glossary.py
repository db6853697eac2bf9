"""What the words of events and of their seats mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Event",
        "Something people come to on a set day, in person or online. Guests see it once it is published.",
        "Events",
    ),
    GlossaryTerm(
        "Booking",
        "One party’s seats at one event, or its place on the waitlist. Each booking has its own link, which "
        "we email to the guest.",
        "Events",
    ),
    GlossaryTerm(
        "Party",
        "The people who come on one booking: the person who booked and their guests. A party waits together "
        "and gets seats together.",
        "Events",
    ),
    GlossaryTerm("Seat", "Room for one person. A party of three takes three seats.", "Events"),
    GlossaryTerm(
        "Waitlist",
        "Parties that booked after the event was full. When seats open up, they go to the first party that "
        "fits.",
        "Events",
    ),
    GlossaryTerm(
        "Seat offered",
        "We hold open seats for the next party and email the guest to ask if they want them. If the guest "
        "passes or doesn’t answer in time, we ask the next party.",
        "Events",
    ),
    GlossaryTerm(
        "Saved seats",
        "Seats kept for a large party that smaller ones passed too often. They are released 24 hours before "
        "the event.",
        "Events",
    ),
    GlossaryTerm("Claim window", "How long offered seats are held for a guest’s answer.", "Events"),
    GlossaryTerm(
        "Greeter",
        "A person who welcomes guests at one event. Greeters see who asked to be met at the door.",
        "Events",
    ),
    GlossaryTerm(
        "Need a greeter",
        "Guests who asked to be met at the door when they booked and don’t have a greeter yet.",
        "Events",
    ),
)
