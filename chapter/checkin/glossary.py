"""What the words of an event’s door mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Check-in", "Recording that a guest or volunteer has arrived. It can be undone at the door.", "Door"
    ),
    GlossaryTerm(
        "Door",
        "The check-in screen of one event, made for a phone. It keeps working without a signal and sends "
        "what it did later.",
        "Door",
    ),
    GlossaryTerm(
        "Door link",
        "A private link that opens one event’s door for one helper, without an account. It ends by itself "
        "after the event, and you can end it sooner.",
        "Door",
    ),
    GlossaryTerm("Walk-in", "A guest who came without a booking and was let in at the door.", "Door"),
    GlossaryTerm(
        "No-show",
        "A party that had seats and did not come. If they had told us before, mark them as excused.",
        "Door",
    ),
    GlossaryTerm("First-timer", "A guest who has not been to any of our events before.", "Door"),
    GlossaryTerm(
        "Badge",
        "A printed card with a guest’s name, what they wrote for it, and a check-in code.",
        "Door",
    ),
)
