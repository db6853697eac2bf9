"""What a small job is, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Small job",
        "Twenty minutes at the badge desk for a guest who asked for something to do. Times are assigned "
        "automatically.",
        "Events",
    ),
)
