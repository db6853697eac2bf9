"""What the words of the office’s pages about events mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm("Draft", "An event that only the office sees. Publish it to open it to guests.", "Events"),
    GlossaryTerm(
        "Event lead",
        "Someone who manages one event: its bookings, waitlist and emails. People with the Events role "
        "manage all of them.",
        "Events",
    ),
    GlossaryTerm(
        "Over capacity",
        "More people have seats than there are seats. Nobody loses a seat, and nobody moves up from the "
        "waitlist until there is room.",
        "Events",
    ),
    GlossaryTerm(
        "Preview",
        "How an email will look, and how many people will get it, before it is sent. After you send it, you "
        "can undo it for ten minutes.",
        "Mail",
    ),
)
