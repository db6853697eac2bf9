"""What the words of the pages about givers mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm("First-time giver", "Someone who has given once, within the last year.", "Giving"),
    GlossaryTerm(
        "Repeat giver",
        "Someone who has given more than once, most recently within the last year.",
        "Giving",
    ),
    GlossaryTerm("Lapsed giver", "Someone whose last gift was more than a year ago.", "Giving"),
    GlossaryTerm(
        "Soft credit",
        "Thanks for a gift that someone else paid, such as a spouse’s. It moves no money and changes no "
        "receipt.",
        "Giving",
    ),
    GlossaryTerm(
        "Year-end statement",
        "One page with everything a person gave in a year. It summarizes the receipts and is not another "
        "one.",
        "Giving",
    ),
)
