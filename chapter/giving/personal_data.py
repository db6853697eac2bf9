"""What drives hold of a person: nothing. Gifts and their givers are declared by givers."""

from chapter.giving.models import Drive, Fund, SuggestedAmount
from chapter.personal_data.declarations import NotPersonal

TABLES = (
    NotPersonal(
        Drive,
        reason="what the chapter collects for, as it shows it to everybody",
        reasons={"thanks_name": "who of the chapter signs its thanks"},
    ),
    NotPersonal(Fund, reason="a part of a drive", reasons={"name": "the fund's own"}),
    NotPersonal(SuggestedAmount, reason="an amount and what it does"),
)
