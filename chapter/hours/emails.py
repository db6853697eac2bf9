"""The mails about hours."""

from collections.abc import Sequence

from chapter.hours import valuation
from chapter.hours.models.thanks import MILESTONE, WORDS, YEAR, Thanks
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use
from chapter.shifts.emails import LEADS, about_signup
from chapter.shifts.models import Signup

LETTER = "volunteering.letter"
"""The letter of a year as an attachment (see chapter.hours.placeholders)."""

LETTERS_OF_THANKS = {
    MILESTONE: "volunteering.thanks_milestone",
    YEAR: "volunteering.thanks_year",
    WORDS: "volunteering.thanks_words",
}


def missed(signup: Signup) -> Letter:
    """To a volunteer who missed a shift: we hope that all is well."""
    return about_signup(signup, "missed")


def thanks(said: Thanks, minutes: int, did: Sequence[tuple[str, int]]) -> Letter:
    """Thanks for what they ``did``: at a milestone, for a year with the letter attached, or in somebody's
    words."""
    return write_letter(
        LETTERS_OF_THANKS[said.kind], thanks=said, person=said.person, time=valuation.hours(minutes),
        did=[(title, valuation.hours(some)) for title, some in did], about=("thanks", said.id),
        attachments=((LETTER, said.id),) if said.kind == YEAR else (),
    )  # fmt: skip


KINDS = declare(
    "volunteering", "missed thanks_milestone thanks_year thanks_words", use=Use.HELD, readers=LEADS
)
"""What these mails are for, and who of the office may read them."""
