"""What the words of people’s records mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Note",
        "Something a staff member wrote about a person. All staff can read it unless it is marked “Only I "
        "can see this”. The person has a right to read it.",
        "People",
    ),
    GlossaryTerm(
        "Task",
        "Something a staff member will do about a person, with a due date if you like. It is on that staff "
        "member’s Today page until it is done.",
        "People",
    ),
    GlossaryTerm(
        "Tag",
        "A short word on a person’s record, such as “mentor”. Use tags to filter people and to email them.",
        "People",
    ),
    GlossaryTerm(
        "Relation",
        "How two people know each other, such as a partner, a parent, or somebody from work. It is on both "
        "records.",
        "People",
    ),
    GlossaryTerm(
        "List",
        "A saved filter of people. The names are looked up each time, so a list is always current.",
        "People",
    ),
    GlossaryTerm(
        "Timeline",
        "Everything that happened with one person: bookings, payments, emails, and changes, newest first.",
        "People",
    ),
    GlossaryTerm(
        "Duplicate",
        "A second record of the same person. When you add a person, we show similar records first.",
        "People",
    ),
    GlossaryTerm(
        "Merge",
        "To make one record out of two records of the same person, with all their bookings, gifts, and "
        "hours.",
        "People",
    ),
)
