"""What the words of the staffing board mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Staffing",
        "Finding people for open shifts. The board suggests who fits, and lists first those with the "
        "fewest hours in the last 90 days.",
        "Volunteers",
    ),
)
