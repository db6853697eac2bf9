"""The office's forms for offline gifts, and for correcting one gift."""

from wtforms import Field, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from chapter import money
from chapter.forms.fields import (
    Form,
    ValidEmail,
    checkbox,
    choices_of,
    date_field,
    name_field,
    one_line,
    strip_email,
    text_area,
    text_field,
)
from chapter.forms.idempotent_form import IdempotentForm
from chapter.forms.money_fields import ConfirmAmountForm, MoneyField, MoneyForm
from chapter.giving.forms import TributeFields
from chapter.giving.models import Gift
from chapter.offline_gifts import pasted_lists
from chapter.offline_gifts.pasted_lists import ParsedList
from chapter.payments.models.ledger import IN_KIND, Payment
from chapter.payments.rules.receipts import NONCASH

METHODS = {
    "check": "Check",
    "cash": "Cash",
    "bank": "Bank transfer",
    "stock": "Stock",
    IN_KIND: "In-kind gift",
}
BATCH_METHODS = {value: label for value, label in METHODS.items() if value not in NONCASH}
NO_VALUE = "Leave the amount empty. Receipts describe in-kind gifts and put no value on them."
NOT_A_THING = "This is for in-kind gifts and stock. Choose one of those as the method, or leave this empty."


class OfflineForm(TributeFields, IdempotentForm, ConfirmAmountForm):
    """One gift that came in cash, by mail, or in kind. ``asked_of``: a hash of the name and email for which
    the form asked who the giver is."""

    confirmed_with = ("drive", "received_on")
    drive = SelectField("Drive", coerce=str)
    method = SelectField("Method", choices=choices_of(METHODS))
    amount = MoneyField("Amount")
    thing = StringField("Description of the in-kind gift or stock", [Length(max=300)], filters=[one_line])
    received_on = date_field("Date received", required="Choose the date you received it.")
    name = name_field("Giver’s name", most=200, required="Enter the giver’s name.")
    email = StringField("Email", [Optional(), ValidEmail()], filters=[strip_email])
    anonymous = checkbox("Leave their name off the giver wall")
    asked_of = HiddenField()

    def validate_amount(self, field: Field) -> None:
        """Require no amount for a gift in kind, so that nothing typed is silently lost."""
        if self.method.data == IN_KIND and field.data:
            raise ValidationError(NO_VALUE)

    def validate_thing(self, field: Field) -> None:
        """Require a description for a gift in kind or shares, and none for anything else."""
        if self.method.data in NONCASH and not field.data:
            raise ValidationError("Describe the gift. The receipt says what it was and puts no value on it.")
        if self.method.data not in NONCASH and field.data:
            raise ValidationError(NOT_A_THING)

    @property
    def cents(self) -> int:
        """The amount in cents; 0 for a gift in kind. Raises ValidationError when it is no amount."""
        return 0 if self.method.data == IN_KIND else self.in_cents(self.amount)

    def asks_about(self, odd_amount: str, odd_day: str) -> bool:
        """Whether something still has to be confirmed; then each question is shown beside its field, with the
        checkbox."""
        if not (odd_amount or odd_day) or not self.ask_to_confirm(self.amount, odd_amount or odd_day):
            return False
        self.amount.errors = [odd_amount] if odd_amount else []
        self.received_on.errors = [odd_day] if odd_day else []
        if odd_day:
            self.sure.label.text = (
                "Yes, this amount and date are right" if odd_amount else "Yes, this date is right"
            )
        return True


class CorrectForm(OfflineForm):
    """A gift as it should have been entered, and the reason for the correction."""

    why = text_field("What was wrong", most=300, required="Enter a few words for the books.")

    def fill_from(self, gift: Gift, payment: Payment) -> None:
        """Fill the form with the gift as it was entered."""
        currency = gift.drive.currency
        self.drive.data = f"{gift.drive_id}:{gift.fund_id}" if gift.fund_id else str(gift.drive_id)
        self.method.data = payment.method
        self.thing.data = payment.note if payment.method in NONCASH else ""
        self.amount.data = money.typed(gift.net_cents, currency) if gift.net_cents else ""
        for name in (
            "name",
            "email",
            "anonymous",
            "tribute",
            "tribute_name",
            "card_name",
            "card_email",
            "card_on",
        ):
            self[name].data = getattr(gift, name)


class VoidForm(Form):
    """The reason for voiding a gift."""

    why = text_field("Reason", most=300, required="Enter a few words for the books.")


class BatchForm(MoneyForm):
    """Several gifts at once, with their sum as counted by the operator. ``mark`` is the fingerprint of the
    list that was reviewed, once it was."""

    drive = SelectField("Drive", coerce=str)
    method = SelectField("Method", choices=choices_of(BATCH_METHODS))
    received_on = date_field("Date received", required="Choose the date you received them.")
    rows = text_area("Gifts, one per line", most=20_000, required="Enter one gift per line.")
    control = MoneyField(
        "Total you counted", "Count the checks once without looking at the list, and enter the total."
    )
    sure = checkbox("Yes, all of this is right")
    mark = HiddenField()
    found: ParsedList

    def validate_rows(self, field: Field) -> None:
        """Read the gifts, line by line; all errors are shown at once."""
        self.found = pasted_lists.parse_list(field.data or "", self.currency)
        if self.found.errors:
            *some, last = self.found.errors
            field.errors = [*field.errors, *some]
            raise ValidationError(last)
