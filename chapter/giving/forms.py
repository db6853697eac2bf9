"""The forms that a giver sends. They ask the database nothing."""

from datetime import date
from typing import Self

from flask import request
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from chapter.forms.fields import (
    NAME_CHECKS,
    Form,
    NoWebAddress,
    ValidEmail,
    checkbox,
    choices_of,
    date_field,
    email_field,
    name_field,
    one_line,
    strip_email,
    text_field,
)
from chapter.forms.idempotent_form import NONCE, new_nonce
from chapter.forms.money_fields import MoneyField, MoneyForm, parse_cents
from chapter.giving import words
from chapter.giving.models import HIDDEN, SHOWN, TRIBUTES, WAITS, Drive, Gift
from chapter.giving.rules.gifts import GiftInput, Tribute

ONCE = "once"
REFILLED = (
    "name",
    "email",
    "anonymous",
    "message",
    "tribute",
    "tribute_name",
    "card_name",
    "card_email",
    "card_on",
)
NO_TRIBUTE = {"": "No", **TRIBUTES}


class TributeFields(Form):
    """In whose honor or memory a gift is, and who gets a card on which day."""

    tribute = RadioField("In honor or in memory of someone", choices=choices_of(NO_TRIBUTE), default="")
    tribute_name = StringField("Their name", [Length(max=200), *NAME_CHECKS], filters=[one_line])
    card_name = name_field("Card recipient", most=200)
    card_email = StringField("Their email", [Optional(), ValidEmail()], filters=[strip_email])
    card_on = date_field("Send on")

    def validate_tribute_name(self, field: Field) -> None:
        """Require the name of the person whom the gift honors, so that nothing typed about a card is lost."""
        if self.tribute.data and not field.data:
            raise ValidationError("Enter their name. It will be on the card.")
        typed = (field, self.card_name, self.card_email, self.card_on)
        if not self.tribute.data and any(one.data for one in typed):
            raise ValidationError("Choose “In honor of” or “In memory of”, or clear the fields below.")

    @property
    def tribute_input(self) -> Tribute | None:
        """The tribute that was typed; None when the gift honors nobody."""
        if not self.tribute.data:
            return None
        on: date | None = self.card_on.data
        return Tribute(
            str(self.tribute.data), str(self.tribute_name.data or ""), str(self.card_name.data or ""),
            str(self.card_email.data or ""), on,
        )  # fmt: skip


class GiftForm(TributeFields, MoneyForm):
    """A gift form. ``other`` is an amount that was typed; it wins over a suggested one when both are sent."""

    nonce = HiddenField()
    frequency = HiddenField(default=ONCE)
    amount = text_field("Amount", most=20)
    other = MoneyField("Other amount")
    fund = SelectField("Fund", coerce=str)
    cover_fee = checkbox("Cover the card fee")
    name = name_field("Your name", most=200, required="Enter your name for the receipt.")
    email = email_field("Email for the receipt", required="Enter your email for the receipt.")
    anonymous = checkbox("Leave my name off the giver wall")
    message = text_field("Message for the giver wall", most=300)
    cents: int = 0

    def for_drive(self, drive: Drive) -> Self:
        """The form for this drive, with a new form number."""
        self.drive, self.currency = drive, drive.currency
        self.fund.choices = choices_of({str(fund.id): fund.name for fund in drive.open_funds})
        if len(drive.open_funds) < 2:
            del self.fund
        elif "fund" not in request.values:
            self.fund.data = str(drive.open_funds[0].id)
        if not NONCE.fullmatch(self.nonce.data or ""):
            self.nonce.data = new_nonce()
        return self

    def refill_from(self, gift: Gift, number: str) -> None:
        """Fill in the form as it was when ``gift`` was made. With the gift's old ``number``, an unchanged
        form that is sent again is the same gift."""
        if NONCE.fullmatch(number):
            self.nonce.data = number
        said = {
            "amount": words.typed(gift.net_cents, self.drive.currency), "cover_fee": bool(gift.cover_cents),
            "fund": str(gift.fund_id or ""),
            **{name: getattr(gift, name) for name in REFILLED},
        }  # fmt: skip
        for name, value in said.items():
            if name in self:
                self[name].data = value

    def without_identity(self) -> Self:
        """The form for a giver who is signed in, whose name and email are known."""
        del self.name, self.email
        return self

    def validate_frequency(self, field: Field) -> None:
        """Refuse anything but a single gift: monthly gifts come later."""
        if (field.data or ONCE) != ONCE:
            raise ValidationError("Gifts here are one-time gifts.")

    def validate_other(self, field: Field) -> None:
        """Refuse what is not an amount in this drive's currency."""
        said = field.data or self.amount.data
        if not said:
            raise ValidationError("Enter an amount.")
        self.cents = parse_cents(said, self.currency)

    def validate_message(self, field: Field) -> None:
        """Refuse a message that advertises."""
        NoWebAddress()(self, field)

    def gift_input(self, who: tuple[str, str]) -> GiftInput:
        """The gift that was typed; ``who`` is the giver's name and email."""
        return GiftInput(
            net_cents=self.cents, cover=bool(self.cover_fee.data), name=who[0], email=who[1],
            fund_id=int(self.fund.data) if self.fund else None, anonymous=bool(self.anonymous.data),
            message=str(self.message.data or ""), tribute=self.tribute_input,
        )  # fmt: skip

    @property
    def typed_identity(self) -> tuple[str, str]:
        """The name and email as they were typed."""
        return str(self.name.data), str(self.email.data)


WALL_CHOICES = {SHOWN: "Shown", HIDDEN: "Hidden"}


WALL_CHOICE_WAITS = {WAITS: "Waiting for review"}


class WallForm(Form):
    """Whether the wall shows a gift."""

    stands = RadioField("On the giver wall", [InputRequired("Choose one of these.")])

    def for_gift(self, gift: Gift) -> Self:
        """The form for ``gift``."""
        waits = WALL_CHOICE_WAITS if gift.wall_state == WAITS else {}
        self.stands.choices = choices_of({**waits, **WALL_CHOICES})
        return self

    def current_for_gift(self, gift: Gift) -> Self:
        """The form for ``gift`` as it is shown first: with the gift's present state on the wall."""
        self.stands.data = gift.wall_state
        return self.for_gift(gift)
