"""Amounts of money as forms take them: one field, one sense of what is typed, one way to ask about odd ones.

A form with amounts is ``Priced``: it knows its currency before it is validated. One that asks about what
may be a slip is ``AsksTwice``: ``ask_about`` (or a rule that raises ``Odd``) puts the question beside the
amount and shows a tick; with the tick, the same amount passes. Its page has ``components/amount.html``.
"""

import hashlib
from typing import Any, Self

from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms.validators import StopValidation

from chapter import money
from chapter.refusal import Odd, Refused
from chapter.web.forms import Form, one_line, tick

MOST = 2_000_000_000
"""The largest amount that any column of ours holds, with room above it: 20 million dollars, in cents."""

SURE = "Yes, this amount is right"


def how_to_write(currency: str) -> str:
    """How an amount of ``currency`` is written."""
    return f"Write an amount, such as 40 or {'12.50' if money.places(currency) else '1,250'}."


def cents_of(typed: str, currency: str) -> int:
    """Whole cents of what somebody typed; ValidationError with how to write it when it is no amount."""
    try:
        return money.parse(typed, currency)
    except ValueError:
        raise ValidationError(how_to_write(currency)) from None


class Priced(Form):
    """A form with amounts of money, all of one ``currency``; whoever makes it says which."""

    currency: str

    def in_currency(self, currency: str) -> Self:
        """The form, with its amounts in ``currency``."""
        self.currency = currency
        return self

    def in_cents(self, amount: "Amount") -> int:
        """Whole cents of one of its amounts, once it is valid."""
        return amount.cents_in(self.currency)


class Amount(StringField):
    """An amount as one types it: ``$1,000``, ``1,000.00``, ``25``, ``12.50``. It stands in a ``Priced`` form.

    ``required`` is the sentence shown when it is empty; none: it may be. ``least`` and ``most`` are cents;
    ``too_little`` and ``too_much`` say so, with ``{}`` for the limit.
    """

    def __init__(
        self,
        label: str,
        required: str = "",
        *,
        least: int = 0,
        most: int = MOST,
        too_little: str = "At least {}.",
        too_much: str = "At most {}.",
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
        return cents_of(self.data or "", currency)

    def pre_validate(self, form: Any) -> None:
        """Refuses what is no amount, and what is beyond the limits."""
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


class AsksTwice(Priced):
    """A form that asks once more about an odd amount, and takes it when the tick says that it is right.

    The tick counts only for the amount that it was shown for, and for what ``asks_with`` names: other
    fields that the question depends on.
    """

    asks_with: tuple[str, ...] = ()
    sure = tick(SURE)
    asked = HiddenField()

    def ask_about(self, amount: Amount, sentence: str) -> bool:
        """Whether ``amount`` is still a question; then ``sentence`` stands beside it, with the tick."""
        if self.is_sure(amount):
            return False
        self._ask(amount, sentence)
        return True

    def is_sure(self, amount: Amount) -> bool:
        """Whether just this amount was asked about, and is right."""
        return bool(self.sure.data) and self._named(amount) in self._asked

    @property
    def asks(self) -> bool:
        """Whether one of its amounts, as it stands now, has been asked about: then the tick is shown."""
        return any(self._named(field) in self._asked for field in self if isinstance(field, Amount))

    def refuse(self, refused: Refused) -> None:
        """As every form; what is only ``Odd`` is asked about."""
        field = self._fields.get(refused.field) if refused.field else None
        if isinstance(refused, Odd) and isinstance(field, Amount):
            self._ask(field, refused.sentence)
        else:
            super().refuse(refused)

    def _ask(self, field: Amount, sentence: str) -> None:
        field.errors = [*field.errors, sentence]
        self.asked.data = " ".join(sorted({*self._asked, self._named(field)}))
        self.sure.data = False

    @property
    def _asked(self) -> set[str]:
        return set(str(self.asked.data or "").split())

    def _named(self, field: Field) -> str:
        """A short name for this amount in this place: with another amount it is another name."""
        try:
            meant: object = money.parse(field.data or "", self.currency)
        except ValueError:
            meant = field.data
        beside = [str(self[name].data) for name in self.asks_with]
        return hashlib.sha256(repr((field.short_name, meant, beside)).encode()).hexdigest()[:16]
