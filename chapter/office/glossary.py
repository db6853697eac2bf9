"""What the words of the office’s first pages mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Today",
        "The first page of the office: what needs you now, and what is coming up. Each person sees only "
        "what they may act on.",
        "Office",
    ),
    GlossaryTerm(
        "Activity log",
        "Who did what, when, and to which record, with the values before and after. Nobody can change it.",
        "Office",
    ),
    GlossaryTerm(
        "Do not pair",
        "Two people we never bring together at an event. Only managing directors see who they are, and we "
        "tell neither of them.",
        "People",
    ),
    GlossaryTerm(
        "Background program",
        "The part of Chapter that sends emails and does timed work, such as reminders. If it stops, Today "
        "says so within two minutes.",
        "Office",
    ),
    GlossaryTerm(
        "Email not delivered",
        "An email that the reader’s mail server refused for good, or that we can’t send to this address. "
        "Fix the address and send it again, or archive it.",
        "Mail",
    ),
    GlossaryTerm(
        "Email on hold",
        "An email that waits for a decision or for the time to undo it, so nothing goes out that is no "
        "longer true.",
        "Mail",
    ),
    GlossaryTerm(
        "Moderation",
        "A person of the chapter approves or declines something, such as logged hours or a note of a giver,"
        " before others see it.",
        "Office",
    ),
    GlossaryTerm(
        "Suppression",
        "An address that bounced. We send it nothing until its owner asks for an email, or a staff member "
        "corrects the address or sends again.",
        "Mail",
    ),
)
