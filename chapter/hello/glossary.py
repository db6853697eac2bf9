"""What the words of hellos mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Hello",
        "A suggestion to two guests to say hello to each other at an event. Only guests who agreed to be "
        "shown get any, three at most.",
        "Events",
    ),
    GlossaryTerm(
        "Buddy",
        "Someone who is coming too and goes in together with a guest who asked for company.",
        "Events",
    ),
    GlossaryTerm(
        "Left out",
        "People who match but will not get the email, with the reason, such as no consent to get emails.",
        "Mail",
    ),
)
