"""The shape of what the office sends about members: dues, levels, decisions, words."""

import re
from datetime import date
from typing import Any, ClassVar, Self

from wtforms import Field, SelectField, ValidationError

from chapter.membership.joining import QUESTIONS
from chapter.membership.models import BUNDLES, DIRECTORY, EVENTS, METHODS, OPENS, Level
from chapter.membership.periods import PERIODS
from chapter.membership.rules.dues import Payment
from chapter.membership.rules.levels import WRITTEN
from chapter.web.concurrent_edits import EditForm
from chapter.web.forms import Form, checkbox, choices_of, date_field, integer_field, text_area, text_field
from chapter.web.idempotent_form import IdempotentForm
from chapter.web.money_fields import ConfirmAmountForm, MoneyField, MoneyForm

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WHY_NEEDED = "A few words, for whoever reads the log one day."


class DuesForm(IdempotentForm, ConfirmAmountForm):
    """Dues that came in."""

    confirmed_with = ("level",)
    level = SelectField("Level", coerce=str)
    amount = MoneyField("MoneyField", "How much came in?")
    method = SelectField("How", choices=choices_of(METHODS))
    paid_on = date_field("On which day", required="On which day did it come in?")
    note = text_field("Note", most=300)

    def offering(self, levels: list[Level], currency: str) -> Self:
        """The form with the levels to choose from, and the currency of their prices."""
        self.level.choices = choices_of({str(level.id): level.name for level in levels})
        return self.in_currency(currency)

    def payment(self) -> Payment:
        """What was typed, for the rules."""
        return Payment(
            amount_cents=self.in_cents(self.amount), method=str(self.method.data),
            paid_on=self.paid_on.data or date.min, nonce=str(self.nonce.data), note=str(self.note.data or ""),
            sure=self.is_confirmed(self.amount),
        )  # fmt: skip


class GrantForm(Form):
    """A level that costs nothing, given by the chapter."""

    level = SelectField("Level", coerce=str)

    def offering(self, levels: list[Level]) -> "GrantForm":
        """The form with the levels to choose from."""
        self.level.choices = choices_of({str(level.id): level.name for level in levels})
        return self


class ReasonForm(Form):
    """A change that needs only its reason."""

    why = text_field("Why", most=300, required=WHY_NEEDED)


class NoteForm(Form):
    """A tick by hand, with a word about it."""

    note = text_field("Note", most=300)


class DecisionForm(Form):
    """Yes or no; the button says which."""

    why = text_area("What she reads, if the answer is no", most=1000)


class LevelForm(EditForm, MoneyForm):
    """A level. Days and months count only for the kind of period that needs them."""

    audit_names: ClassVar = {"price": "price_cents"}

    name = text_field("Name", most=80, required="What is it called?")
    slug = text_field("Last part of its address", most=80, required="Such as member, for /join/member.")
    summary = text_field("In a sentence", most=300)
    benefits = text_area("What it brings, one on each line", most=2000)
    price = MoneyField("Price for one period", "0 if it costs nothing.")
    period_kind = SelectField("How long it runs", choices=choices_of(PERIODS))
    months = integer_field("Months", least=1, most=60, required="How many months?", default=12)
    turns_month = SelectField(
        "The year turns in",
        choices=choices_of({str(n): name for n, name in enumerate(MONTHS, 1)}),
        default="1",
    )
    turns_day = integer_field("On day", least=1, most=31, required="On which day?", default=1)
    early_days = integer_field(
        "Who joins in its last days has the next year too", least=0, most=180, default=0
    )
    grace_days = integer_field("Days of grace", least=0, most=365, default=30)
    bundle_kind = SelectField("For whom", choices=choices_of(BUNDLES))
    bundle_most = integer_field("At most how many people", least=1, most=500, required="How many?", default=1)
    staff_approves = checkbox("One of us reads each application")
    opens_directory = checkbox(OPENS[DIRECTORY])
    opens_events = checkbox(OPENS[EVENTS])

    def validate_slug(self, field: Field) -> None:
        """Small letters, digits and hyphens."""
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError("Small letters, digits and hyphens, such as young-professional.")

    def validate_turns_day(self, field: Field) -> None:
        """A day that its month has every year."""
        if field.data and field.data > (28, 31, 30)[_length(str(self.turns_month.data))]:
            raise ValidationError("That month has no such day every year.")

    def values(self) -> dict[str, Any]:
        """What was typed, for the rules."""
        typed = {name: self[name].data for name in WRITTEN if name != "price_cents"}
        return {
            **typed,
            "price_cents": self.in_cents(self.price),
            **{n: typed[n] or 0 for n in ("early_days", "grace_days")},
        }


class OfferForm(EditForm):
    """Who may get a level."""

    audit_names: ClassVar = {"open_to_all": "open"}

    open_to_all = checkbox("The public may join it")
    offered = checkbox("Anybody new may get it")


class RequirementForm(Form):
    """One thing that a level asks for."""

    words = text_field("What we ask", most=200, required="Such as: Come to two events.")
    counter = SelectField("Ticked by")
    amount = integer_field("How many", least=1, most=1000, required="How many?", default=1)


class QuestionForm(Form):
    """A question of the chapter's own."""

    words = text_field("Question", most=200, required="What do you want to know?")
    hint = text_field("A hint below it", most=200)
    kind = SelectField("Answered in", choices=choices_of(QUESTIONS))
    required = checkbox("Nobody goes on without an answer")


class WelcomeForm(EditForm):
    """One mail of the welcome sequence."""

    days = integer_field(
        "Days after joining", least=0, most=365, required="On which day? 0 is the day itself."
    )
    subject = text_field("Subject", most=200, required="A subject, in a few words.")
    text = text_area("Text", most=10_000, required="What do you want to say to her?")


class TextsForm(EditForm):
    """What the chapter says to those who join, and when it reminds of renewal."""

    join_words = text_area("On the page that invites to join", most=1000)
    dues_words = text_area("How dues are paid", most=2000)
    reminder_days = text_field("Reminders, in days before the end", most=100)

    def validate_reminder_days(self, field: Field) -> None:
        """Whole numbers with commas."""
        parts = [part.strip().replace("−", "-") for part in (field.data or "").split(",") if part.strip()]
        if not all(re.fullmatch(r"-?\d{1,3}", part) for part in parts) or len(parts) > 12:
            raise ValidationError("Whole numbers with commas, such as 30, 7, 0, -14.")

    @property
    def days(self) -> list[int]:
        """The reminders' days, the earliest first."""
        parts = (part.strip().replace("−", "-") for part in (self.reminder_days.data or "").split(","))
        return sorted({int(part) for part in parts if part}, reverse=True)


def _length(month: str) -> int:
    """0 for February, 1 for a month of 31 days, 2 for one of 30."""
    return 0 if month == "2" else 2 if month in {"4", "6", "9", "11"} else 1
