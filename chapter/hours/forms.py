"""Forms about hours."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from wtforms import Field, SelectField, ValidationError
from wtforms import Form as PlainForm

from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import Form, checkbox, date_field, integer_field, text_area, text_field
from chapter.forms.idempotent_form import IdempotentForm, new_nonce
from chapter.forms.money_fields import MoneyField, MoneyForm
from chapter.hours.models.hours import Hours
from chapter.hours.rules.entries import DAY, EntryInput
from chapter.hours.valuation import Quarter
from chapter.people.person_field import person_field
from chapter.shifts.models import Opportunity

CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
NUMBER = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
A_QUARTER = re.compile(r"(20\d\d)-([1-4])")
HOW_LONG = "Enter hours as 2, 1.5 or 1:30."


def minutes_from_typed(written: str) -> int:
    """``2``, ``1.5`` or ``1:30`` in minutes. ValueError when it is none of these."""
    clock = CLOCK.fullmatch(written)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    if not NUMBER.fullmatch(written):
        raise ValueError(written)
    return round(float(written.replace(",", ".")) * 60)


def minutes_as_typed(minutes: int) -> str:
    """Minutes as one types them: ``1:30``."""
    return f"{minutes // 60}:{minutes % 60:02}"


def quarter_in(asked: str, otherwise: Quarter) -> Quarter:
    """The quarter of ``2026-4`` as in an address; ``otherwise`` for anything else."""
    found = A_QUARTER.fullmatch(asked)
    return Quarter(int(found[1]), int(found[2])) if found else otherwise


class EntryForm(IdempotentForm):
    """Time worked on one day."""

    on = date_field("Day", required="Enter the day.")
    hours = text_field("Hours", most=6, required=HOW_LONG)
    note = text_field("What you did", most=300)
    long_ago = checkbox("Yes, this was more than a year ago")

    def validate_hours(self, field: Field) -> None:
        """Raise ValidationError unless it is more than nothing and at most a day."""
        try:
            minutes = minutes_from_typed(field.data or "")
        except ValueError:
            raise ValidationError(HOW_LONG) from None
        if not 0 < minutes <= DAY:
            raise ValidationError(HOW_LONG)

    @property
    def entry_input(self) -> EntryInput:
        """The entry as typed. Raises LookupError unless the form is valid."""
        if self.on.data is None:
            raise LookupError("a form that is not valid has no day")
        minutes, sure = minutes_from_typed(self.hours.data or ""), bool(self.long_ago.data)
        return EntryInput(self.on.data, minutes, self.note.data or "", long_ago=sure)


class CorrectForm(EntryForm, EditForm):
    """A correction in the place of an existing entry."""

    audit_names: ClassVar = {"hours": "minutes"}
    audit_verbs = frozenset({"booked hours", "logged hours", "corrected hours"})

    @classmethod
    def for_entry(cls, entry: Hours, **more: Any) -> Self:
        """The form filled in with the values of ``entry``."""
        stands = {
            "on": entry.day,
            "hours": minutes_as_typed(entry.minutes),
            "note": entry.note,
            "nonce": new_nonce(),
        }
        return cls(data=stands, **more)


class LogForm(EntryForm):
    """A volunteer's own time, for an opportunity that they helped with."""

    opportunity = SelectField("Opportunity", choices=[], coerce=str)

    def offer(self, some: Iterable[Opportunity]) -> None:
        """Set the opportunities that may be chosen."""
        self.opportunity.choices = [(one.public_id, one.title) for one in some]


class FindPersonForm(PlainForm):
    """Whose hours the office looks at. Sent by GET: it changes nothing."""

    email = person_field("Email or name", required="Enter an email address or a name.")


class ThanksForm(Form):
    """A thank-you in somebody's own words."""

    words = text_area("Your message", most=2000, required="Enter a message.")
    signed = text_field("Signed by", most=200, required="Enter the name of the sender.")


class YearForm(Form):
    """The year whose letters are mailed."""

    year = integer_field("Year", least=2000, most=2100, required="Enter a year.")


class DeclineForm(Form):
    """Why an entry does not count."""

    why = text_area("Reason", most=500, required="Enter a reason. The volunteer will read it.")


class RateForm(EditForm, MoneyForm):
    """What an hour is worth in a year, and who publishes it."""

    audit_names: ClassVar = {"amount": "cents"}
    conflict_message = "That year already has a value. Compare both. Save again to replace it."

    year = integer_field("Year", least=2000, most=2100, required="Enter the year it was published for.")
    amount = MoneyField(
        "Value of an hour", "Enter an amount, such as 34.79.", least=1, most=1_000_000,
        too_little="Enter an amount above zero.",
    )  # fmt: skip
    source = text_field("Published by", most=200, required="Enter the source.")

    @property
    def cents(self) -> int:
        """The amount in cents. Only for a valid form."""
        return self.in_cents(self.amount)
