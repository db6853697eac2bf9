"""Amounts of money in forms: one field, one way to read what is typed, one way to ask about unusual ones.

A form with amounts is ``MoneyForm``: it knows its currency before it is validated. One that asks about what
may be a slip is ``ConfirmAmountForm``: ``ask_to_confirm`` (or a rule that raises ``NeedsConfirmation``) puts
the question beside the amount and shows a checkbox; when it is checked, the same amount passes. Its page has
``components/amount.html``.
"""

import hashlib
from typing import Any, Self

from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.validators import StopValidation

from chapter import money
from chapter.forms.fields import Form, checkbox, one_line
from chapter.refusal import NeedsConfirmation, Refused

LARGEST_AMOUNT = 2_000_000_000
"""The largest amount that any column of ours holds, with room above it: 20 million dollars, in cents."""

CONFIRM_LABEL = "Yes, this amount is right"


def parse_cents(typed: str, currency: str) -> int:
    """Whole cents of what somebody typed; ValidationError with how to write it when it is no amount."""
    try:
        return money.parse(typed, currency)
    except ValueError:
        raise ValidationError(money.format_hint(currency)) from None


class MoneyForm(Form):
    """A form with amounts of money, all of one ``currency``; whoever creates it says which."""

    currency: str

    def in_currency(self, currency: str) -> Self:
        """The form, with its amounts in ``currency``."""
        self.currency = currency
        return self

    def in_cents(self, amount: "MoneyField") -> int:
        """Whole cents of one of its amounts, once it is valid."""
        return amount.cents_in(self.currency)


class MoneyField(StringField):
    """An amount as people type it: ``$1,000``, ``1,000.00``, ``25``, ``12.50``. Only in a ``MoneyForm``.

    ``required`` is the sentence shown when it is empty; none: it is optional. ``least`` and ``most`` are
    cents; ``too_little`` and ``too_much`` are the sentences for these, with ``{}`` for the limit.
    """

    def __init__(
        self,
        label: str,
        required: str = "",
        *,
        least: int = 0,
        most: int = LARGEST_AMOUNT,
        too_little: str = "Enter at least {}.",
        too_much: str = "Enter {} or less.",
        **more: Any,
    ) -> None:
        super().__init__(label, filters=[one_line], **more)
        self.required, self.least, self.most = required, least, most
        self.too_little, self.too_much = too_little, too_much
        if required:
            self.flags.required = True
        else:
            self.flags.optional = True

    def cents_in(self, currency: str) -> int:
        """Whole cents. ValidationError, which is a ValueError, with how to write it when it is no amount."""
        return parse_cents(self.data or "", currency)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no amount, and what is beyond the limits."""
        if not self.data:
            if self.required:
                raise StopValidation(self.required)
            return
        try:
            self._within(self.cents_in(form.currency), form.currency)
        except ValidationError as wrong:
            raise StopValidation(str(wrong)) from None

    def _within(self, cents: int, currency: str) -> None:
        if cents < self.least:
            raise ValidationError(self.too_little.format(money.show(self.least, currency)))
        if cents > self.most:
            raise ValidationError(self.too_much.format(money.show(self.most, currency)))


class ConfirmAmountForm(MoneyForm):
    """A form that asks once more about an unusual amount, and accepts it when the checkbox confirms it.

    The confirmation counts only for the amount that it was shown for, and for what ``confirmed_with`` names:
    other fields that the question depends on.
    """

    confirmed_with: tuple[str, ...] = ()
    sure = checkbox(CONFIRM_LABEL)
    asked = HiddenField()

    def ask_to_confirm(self, amount: MoneyField, sentence: str) -> bool:
        """Whether ``amount`` is still to be confirmed; then ``sentence`` is shown beside it, with the
        checkbox."""
        if self.is_confirmed(amount):
            return False
        self._ask(amount, sentence)
        return True

    def is_confirmed(self, amount: MoneyField) -> bool:
        """Whether exactly this amount was asked about and confirmed."""
        return bool(self.sure.data) and self._named(amount) in self._asked

    @property
    def needs_confirmation(self) -> bool:
        """Whether one of its present amounts has been asked about: then the checkbox is shown."""
        return any(self._named(field) in self._asked for field in self if isinstance(field, MoneyField))

    def show_error(self, refused: Refused) -> None:
        """Show ``refused`` as every form does; for ``NeedsConfirmation``, ask to confirm."""
        field = self._fields.get(refused.field) if refused.field else None
        if isinstance(refused, NeedsConfirmation) and isinstance(field, MoneyField):
            self._ask(field, refused.sentence)
        else:
            super().show_error(refused)

    def _ask(self, field: MoneyField, sentence: str) -> None:
        field.errors = [*field.errors, sentence]
        self.asked.data = " ".join(sorted({*self._asked, self._named(field)}))
        self.sure.data = False

    @property
    def _asked(self) -> set[str]:
        return set(str(self.asked.data or "").split())

    def _named(self, field: Field) -> str:
        """A short hash of this amount in this form: another amount has another one."""
        try:
            meant: object = money.parse(field.data or "", self.currency)
        except ValueError:
            meant = field.data
        beside = [str(self[name].data) for name in self.confirmed_with]
        return hashlib.sha256(repr((field.short_name, meant, beside)).encode()).hexdigest()[:16]
