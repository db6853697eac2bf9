"""The forms of people who want to join. They ask the database nothing."""

from datetime import date
from typing import Self

from wtforms import SelectField

from chapter.forms.fields import (
    Form,
    choices_of,
    date_field,
    email_field,
    name_field,
    text_field,
)
from chapter.forms.idempotent_form import IdempotentForm
from chapter.forms.list_form import ListForm, list_choice, list_search
from chapter.forms.money_fields import ConfirmAmountForm, MoneyField
from chapter.levels.models import Level
from chapter.membership.models.dues import METHODS
from chapter.membership.models.invitations import NamedPerson
from chapter.membership.queries import STATES
from chapter.membership.rules.dues import Payment


class MemberListForm(ListForm):
    """Which members to list."""

    TABS = ("state",)
    state = list_choice("Status", STATES)
    q = list_search("Name", 200)


class NamedPersonForm(IdempotentForm):
    """One more person for a household or company."""

    name = name_field("Their name", most=200, required="Enter their name.")
    email = email_field("Their email", required="Enter their email. Two people can share one.")

    @property
    def other(self) -> NamedPerson:
        """The name and email that were typed."""
        return NamedPerson(str(self.name.data), str(self.email.data))


WHY_NEEDED = "Enter a reason. The activity log keeps it."


class DuesForm(IdempotentForm, ConfirmAmountForm):
    """Dues that staff record."""

    confirmed_with = ("level",)
    level = SelectField("Level", coerce=str)
    amount = MoneyField("Amount", "Enter the amount you received.")
    method = SelectField("Method", choices=choices_of(METHODS))
    paid_on = date_field("Date received", required="Enter the date you received it.")
    note = text_field("Note", most=300)

    def offering(self, levels: list[Level], currency: str) -> Self:
        """The form with the levels to choose from, and the currency of their prices."""
        self.level.choices = choices_of({str(level.id): level.name for level in levels})
        return self.in_currency(currency)

    def payment(self) -> Payment:
        """The dues that were typed, for the rules."""
        return Payment(
            amount_cents=self.in_cents(self.amount), method=str(self.method.data),
            paid_on=self.paid_on.data or date.min, nonce=str(self.nonce.data), note=str(self.note.data or ""),
            sure=self.is_confirmed(self.amount),
        )  # fmt: skip


class GrantForm(Form):
    """A free level, granted by the chapter."""

    level = SelectField("Level", coerce=str)

    def offering(self, levels: list[Level]) -> "GrantForm":
        """The form with the levels to choose from."""
        self.level.choices = choices_of({str(level.id): level.name for level in levels})
        return self


class ReasonForm(Form):
    """A change that needs only its reason."""

    why = text_field("Reason", most=300, required=WHY_NEEDED)


class NoteForm(Form):
    """A tick by staff, with a note."""

    note = text_field("Note", most=300)
