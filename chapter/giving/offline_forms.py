"""The shape of what the office sends about gifts that came by hand, and about one gift."""

from typing import Self

from wtforms import Field, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from chapter import money
from chapter.giving import pasted
from chapter.giving.forms import TributeFields
from chapter.giving.models import HIDDEN, SHOWN, WAITS, Gift
from chapter.giving.pasted import Pasted
from chapter.payments.models import IN_KIND, Payment
from chapter.payments.rules.receipts import DESCRIBED
from chapter.web.forms import (
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
from chapter.web.idempotent_form import IdempotentForm
from chapter.web.money_fields import ConfirmAmountForm, MoneyField, MoneyForm

METHODS = {"check": "Check", "cash": "Cash", "bank": "Bank transfer", "stock": "Stock", IN_KIND: "A thing"}
OF_MANY = {value: label for value, label in METHODS.items() if value not in DESCRIBED}
NO_VALUE = "A thing has no amount here: leave it empty. Receipts describe things, and put no value on them."
NOT_A_THING = "This is for a thing or stock. Choose that as how it came, or leave it empty."
ON_WALL = {SHOWN: "Shown", HIDDEN: "Hidden"}
STILL_WAITS = {WAITS: "Waiting for review"}


class OfflineForm(TributeFields, IdempotentForm, ConfirmAmountForm):
    """One gift that came by hand, by mail, or as a thing. ``asked_of``: for which name and email it was asked
    who that is."""

    confirmed_with = ("drive", "received_on")
    drive = SelectField("For", coerce=str)
    method = SelectField("How it came", choices=choices_of(METHODS))
    amount = MoneyField("MoneyField")
    thing = StringField("What was given, if it is a thing or stock", [Length(max=300)], filters=[one_line])
    received_on = date_field("On which day", required="On which day did it come in?")
    name = name_field("From whom", most=200, required="Who gave it?")
    email = StringField("Email", [Optional(), ValidEmail()], filters=[strip_email])
    anonymous = checkbox("Not on the wall by name")
    asked_of = HiddenField()

    def validate_amount(self, field: Field) -> None:
        """None for a thing: what was typed is not dropped in silence."""
        if self.method.data == IN_KIND and field.data:
            raise ValidationError(NO_VALUE)

    def validate_thing(self, field: Field) -> None:
        """Described, when it is a thing or shares; and nothing else."""
        if self.method.data in DESCRIBED and not field.data:
            raise ValidationError("Describe it: the receipt says what it was, and puts no value on it.")
        if self.method.data not in DESCRIBED and field.data:
            raise ValidationError(NOT_A_THING)

    @property
    def cents(self) -> int:
        """What came in; 0 for a thing. ValidationError when it is no amount."""
        return 0 if self.method.data == IN_KIND else self.in_cents(self.amount)

    def asks_about(self, odd_amount: str, odd_day: str) -> bool:
        """Whether something of this is still a question; then each stands beside its field, with the tick."""
        if not (odd_amount or odd_day) or not self.ask_to_confirm(self.amount, odd_amount or odd_day):
            return False
        self.amount.errors = [odd_amount] if odd_amount else []
        self.received_on.errors = [odd_day] if odd_day else []
        if odd_day:
            self.sure.label.text = (
                "Yes, this amount and this day are right" if odd_amount else "Yes, this day is right"
            )
        return True


class CorrectForm(OfflineForm):
    """A gift as it should have been entered, and why it was not."""

    why = text_field("What was wrong", most=300, required="A few words, for whoever reads the books one day.")

    def show(self, gift: Gift, payment: Payment) -> None:
        """Begin with what stands."""
        currency = gift.drive.currency
        self.drive.data = f"{gift.drive_id}:{gift.fund_id}" if gift.fund_id else str(gift.drive_id)
        self.method.data = payment.method
        self.thing.data = payment.note if payment.method in DESCRIBED else ""
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
    """Why a gift is void."""

    why = text_field("Why", most=300, required="A few words, for whoever reads the books one day.")


class BatchForm(MoneyForm):
    """Several gifts at once, with their sum as counted by hand. ``mark`` names the list that was looked
    through, once it was."""

    drive = SelectField("For", coerce=str)
    method = SelectField("How they came", choices=choices_of(OF_MANY))
    received_on = date_field("On which day", required="On which day did they come in?")
    rows = text_area("One gift on each line", most=20_000, required="Write one gift on each line.")
    control = MoneyField(
        "Their sum, as you counted it", "Count the checks once, without looking at the list."
    )
    sure = checkbox("Yes, all of this is right")
    mark = HiddenField()
    found: Pasted

    def validate_rows(self, field: Field) -> None:
        """Gifts, line by line; everything that is wrong is said at once."""
        self.found = pasted.read(field.data or "", self.currency)
        if self.found.wrong:
            *some, last = self.found.wrong
            field.errors = [*field.errors, *some]
            raise ValidationError(last)


class WallForm(Form):
    """What becomes of a gift on the wall."""

    stands = RadioField("The wall", [InputRequired("Choose one of these.")])

    def of(self, gift: Gift) -> Self:
        """The form for ``gift``."""
        waits = STILL_WAITS if gift.on_wall == WAITS else {}
        self.stands.choices = choices_of({**waits, **ON_WALL})
        return self

    def of_now(self, gift: Gift) -> Self:
        """The form for ``gift`` as it is shown first: with what stands there now."""
        self.stands.data = gift.on_wall
        return self.of(gift)


class ThanksForm(IdempotentForm):
    """Thanks, as the one who thanks writes them. ``seen``: which thanks stood when she began to write."""

    said = text_area("Your words", most=3000, required="What do you want to say?")
    seen = HiddenField()
