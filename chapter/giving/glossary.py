"""What the words of the pages about drives and gifts mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Drive",
        "Something the chapter raises money for, with a story, a goal and an end date. Its page shows the "
        "meter and takes gifts.",
        "Giving",
    ),
    GlossaryTerm(
        "Gift",
        "A donation to a drive, paid online or entered by hand. It counts once the money or the thing has "
        "arrived.",
        "Giving",
    ),
    GlossaryTerm(
        "Fund",
        "A part of a drive that a giver can choose, such as scholarships. The books keep each fund separate.",
        "Giving",
    ),
    GlossaryTerm(
        "Tribute",
        "A gift in honor or in memory of someone. A card can tell them or the family who gave, never how "
        "much.",
        "Giving",
    ),
    GlossaryTerm(
        "Fee covered",
        "What a giver adds so that the card fee takes nothing from the gift. It is part of the payment and "
        "of the receipt.",
        "Giving",
    ),
    GlossaryTerm(
        "Giver wall",
        "The list of givers on a drive’s page, without amounts. Givers can stay anonymous, and you can "
        "review what they wrote first.",
        "Giving",
    ),
    GlossaryTerm("First gift", "The giver had never given before this gift.", "Giving"),
    GlossaryTerm("Repeat gift", "The giver had given before, less than a year earlier.", "Giving"),
    GlossaryTerm(
        "Returning giver",
        "Someone whose gift came more than a year after the one before.",
        "Giving",
    ),
)
