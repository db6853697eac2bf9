"""What the words of volunteering mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Opportunity",
        "Something we need volunteers for, such as a coat drive. It has one or more shifts, and its own "
        "sign-up page once it is published.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Program",
        "A group of opportunities, such as Mentoring. Reports add up volunteer hours by program.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Shift",
        "One stretch of time with a number of spots. It is short when fewer people than its minimum are "
        "signed up, and full when no spot is open.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Sign-up",
        "One person, or one team, on a shift: not confirmed, spot offered, signed up, checked in, checked "
        "out, or a no-show. No longer signed up means that it ended.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Backup",
        "Somebody in line for a full shift. When a spot opens, we offer it to the first backup who fits, "
        "and hold it until they answer.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Substitute",
        "Somebody who takes the shift of a volunteer who can’t make it. Until somebody says yes, the "
        "shift stays with that volunteer.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Background check",
        "One of the requirements of a shift, like our training or an interview. Only volunteer leads see "
        "who has which, and until when.",
        "Volunteers",
    ),
    GlossaryTerm(
        "Excused",
        "A volunteer who missed a shift for a good reason. No email is sent, and no hours are recorded.",
        "Volunteers",
    ),
)
