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
)
