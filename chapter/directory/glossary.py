"""What the words about the directory mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Directory",
        "Where members find each other. Each member chooses what others see there, or hides altogether.",
        "People",
    ),
)
