"""What the words about hours mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Hours",
        "Time that a volunteer gave, from check-in and check-out or logged by hand. Hours count in "
        "reports and thanks once they are approved.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Milestone",
        "A total of 10, 25, 50, 100 or 250 approved hours. Reaching one sends the volunteer a thank-you "
        "email.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Value of an hour",
        "The published worth of one volunteer hour, used in reports. It applies until a later year has "
        "its own.",
        "Volunteers",
    ),
)
