"""What the words of the pages about gifts entered by hand mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "In-kind gift",
        "A thing rather than money. The receipt describes it and never puts a value on it.",
        "Giving",
    ),
    GlossaryTerm(
        "Void",
        "To mark a gift as never received, or a receipt as no longer valid. Both stay in the list, and the "
        "books get a reversing entry.",
        "Giving",
    ),
)
