"""The shape of what is sent about hours."""

import re
from collections.abc import Iterable

from wtforms import DateField, Field, SelectField, ValidationError
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired

from chapter.volunteering.models import Opportunity
from chapter.volunteering.models.persons import Hours
from chapter.volunteering.rules.giving_time import DAY, Stretch
from chapter.volunteering.worth import Quarter
from chapter.web.amounts import Amount, Priced
from chapter.web.forms import Form, email, long_text, text, whole_number
from chapter.web.numbered import Numbered

CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
NUMBER = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
A_QUARTER = re.compile(r"(20\d\d)-([1-4])")
HOW_LONG = "Write it as 2, 1.5 or 1:30."


def minutes_in(written: str) -> int:
    """``2``, ``1.5`` or ``1:30`` in minutes. ValueError when it is none of these."""
    clock = CLOCK.fullmatch(written)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    if not NUMBER.fullmatch(written):
        raise ValueError(written)
    return round(float(written.replace(",", ".")) * 60)


def written(minutes: int) -> str:
    """The same as one types it: ``1:30``."""
    return f"{minutes // 60}:{minutes % 60:02}"


def quarter_in(asked: str, otherwise: Quarter) -> Quarter:
    """``2026-4`` as an address says it; anything else is ``otherwise``."""
    found = A_QUARTER.fullmatch(asked)
    return Quarter(int(found[1]), int(found[2])) if found else otherwise


class StretchForm(Numbered):
    """Time on a day."""

    on = DateField("Day", [InputRequired("Which day was it?")])
    hours = text("Hours", most=6, required=HOW_LONG)
    note = text("What you did", most=300)

    def validate_hours(self, field: Field) -> None:
        """More than nothing, at most a day."""
        try:
            minutes = minutes_in(field.data or "")
        except ValueError:
            raise ValidationError(HOW_LONG) from None
        if not 0 < minutes <= DAY:
            raise ValidationError(HOW_LONG)

    def show(self, entry: Hours) -> None:
        """Begin with what stands."""
        self.on.data, self.hours.data, self.note.data = entry.on, written(entry.minutes), entry.note

    @property
    def stretch(self) -> Stretch:
        """What it says. Only for a form that is valid."""
        if self.on.data is None:
            raise LookupError("a form that is not valid has no day")
        return Stretch(self.on.data, minutes_in(self.hours.data or ""), self.note.data or "")


class LogForm(StretchForm):
    """Her own time, for one of what she helps with."""

    opportunity = SelectField("For what", choices=[], coerce=str)

    def offer(self, some: Iterable[Opportunity]) -> None:
        """What may be chosen."""
        self.opportunity.choices = [(one.public_id, one.title) for one in some]


class WhoForm(PlainForm):
    """Whose hours the office looks at. Sent by GET: it changes nothing."""

    email = email("Her e-mail", required="Write the e-mail that the chapter knows of her.")


class ThanksForm(Form):
    """A thank-you in somebody's own words."""

    words = long_text("What she did, and what it was good for", most=2000, required="Name what she did.")
    signed = text("Who says so", most=200, required="Write the name of whoever says so.")


class YearForm(Form):
    """A year whose letters leave."""

    year = whole_number("Year", least=2000, most=2100, required="Which year?")


class DeclineForm(Form):
    """Why it does not count."""

    why = long_text("Why", most=500, required="Say why: she reads it on her page.")


class RateForm(Priced):
    """What an hour is worth, and who says so."""

    year = whole_number("Year", least=2000, most=2100, required="The year it is published for.")
    amount = Amount(
        "Value of an hour", "An amount, such as 34.79.", least=1, most=1_000_000,
        too_little="An hour is worth more than nothing.",
    )  # fmt: skip
    source = text("Published by", most=200, required="Reports name the source.")

    @property
    def cents(self) -> int:
        """The amount. Only for a form that is valid."""
        return self.in_cents(self.amount)
