"""What the words about people mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Person",
        "Anyone the chapter knows: a guest, member, volunteer, giver or staff. Each has one record.",
        "People",
    ),
    GlossaryTerm(
        "Erased",
        "Someone whose data was deleted, usually at their own request. Totals stay, without a name.",
        "People",
    ),
)
