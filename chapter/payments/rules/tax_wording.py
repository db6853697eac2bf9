"""What a receipt has to say about tax: pure rules, a table for each country that has one.

United States: IRS Publication 1771, Publication 526, 26 U.S.C. 170(f)(8) and 6115.
"""

from collections.abc import Callable
from dataclasses import dataclass

from chapter import money

DISCLOSURE_ABOVE_CENTS = 75_00
"""26 U.S.C. 6115: a payment of more than $75 for which the payer gets something in return needs a written
value of it. The test is the payment, not the part of it that is a gift."""

ACKNOWLEDGMENT_FROM_CENTS = 250_00
"""26 U.S.C. 170(f)(8): a single gift of $250 or more needs a written acknowledgment."""

QUID_PRO_QUO_DISCLOSURE, ACKNOWLEDGMENT = "value", "acknowledgment"
NO_GOODS_OR_SERVICES = "No goods or services were provided in exchange for this contribution."


@dataclass(frozen=True)
class Contribution:
    """One payment, in cents: what was paid with any covered fee, the good-faith value of what the payer gets
    in return, what has been returned of it since. ``low_cost``: what the payer gets counts as nothing (a
    token within the limits of the year). ``thing``: what was given in kind, or which shares: it never gets a
    value from us, whatever ``paid_cents`` says that it brought."""

    paid_cents: int
    value_cents: int = 0
    returned_cents: int = 0
    low_cost: bool = False
    thing: str = ""
    currency: str = "usd"

    @property
    def retained_cents(self) -> int:
        """What the chapter still has of it, in cents."""
        return max(0, self.paid_cents - self.returned_cents)

    @property
    def counted_value_cents(self) -> int:
        """The value that reduces what is deductible, in cents."""
        return 0 if self.low_cost else self.value_cents

    @property
    def deductible_cents(self) -> int:
        """What remains a gift, in cents: paid, less what was returned, less what the payer got in return;
        never below zero. Zero for a gift in kind: its value is not ours to state."""
        return 0 if self.thing else max(0, self.retained_cents - self.counted_value_cents)

    @property
    def fully_returned(self) -> bool:
        """Whether all of it was returned."""
        return 0 < self.paid_cents <= self.returned_cents


@dataclass(frozen=True)
class Donee:
    """Who received the gift. Gifts may be called tax-deductible only with all three: a legal name, an EIN and
    a status that lets gifts be deducted."""

    legal_name: str
    ein: str = ""
    status: str = ""
    country: str = "us"
    words: str = ""

    @property
    def may_say_deductible(self) -> bool:
        """Whether all three are there, so that gifts may be called tax-deductible."""
        return all(one.strip() for one in (self.legal_name, self.ein, self.status))


def required_statements(given: Contribution) -> frozenset[str]:
    """What the law of the United States requires in writing for this payment: VALUE, ACKNOWLEDGMENT."""
    duties = set()
    if given.counted_value_cents and given.retained_cents > DISCLOSURE_ABOVE_CENTS:
        duties.add(QUID_PRO_QUO_DISCLOSURE)
    if given.deductible_cents >= ACKNOWLEDGMENT_FROM_CENTS or (given.thing and not given.fully_returned):
        duties.add(ACKNOWLEDGMENT)
    return frozenset(duties)


def sentences(given: Contribution, receiver: Donee) -> tuple[str, ...]:
    """The sentences of a receipt, in order, for the receiver's country.

    Also below the amounts that the law names, so that all receipts read the same.
    """
    return COUNTRIES.get(receiver.country, _other_country)(given, receiver)


def _other_country(_given: Contribution, receiver: Donee) -> tuple[str, ...]:
    """For other countries: the chapter's own words for its country, and no claim of ours."""
    return tuple(line.strip() for line in receiver.words.splitlines() if line.strip())


def _united_states(given: Contribution, receiver: Donee) -> tuple[str, ...]:
    if given.thing:
        return _noncash_sentences(given, receiver)
    if given.fully_returned:
        return ("This payment was returned in full. No part of it is a contribution.",)
    told = [_goods_or_services(given)]
    if given.returned_cents:
        returned = money.show(given.returned_cents, given.currency)
        told.insert(0, f"{returned} of this payment was returned to you.")
    if receiver.may_say_deductible:
        told.append(_deductible_amount(given, receiver))
    return tuple(told)


def _noncash_sentences(given: Contribution, receiver: Donee) -> tuple[str, ...]:
    if given.fully_returned:
        return ("What you gave was returned in full. No part of it is a contribution.",)
    told = [
        f"You gave: {given.thing.rstrip('.')}.",
        "The chapter describes what you gave, and puts no value on it.",
    ]
    if given.returned_cents:
        told.append("Part of it was returned to you.")
    if given.counted_value_cents:
        told.append(_goods_or_services(given))
    else:
        told.append(NO_GOODS_OR_SERVICES)
    if receiver.may_say_deductible:
        told.append(f"{_donee(receiver)}. You determine its value for your tax return.")
    return tuple(told)


def _goods_or_services(given: Contribution) -> str:
    if not given.counted_value_cents:
        return NO_GOODS_OR_SERVICES
    value = money.show(given.counted_value_cents, given.currency)
    return f"In exchange you received goods or services; our good-faith estimate of their value is {value}."


def _deductible_amount(given: Contribution, receiver: Donee) -> str:
    if not given.deductible_cents:
        return f"{_donee(receiver)}. No part of this payment is tax-deductible: its value came back to you."
    amount = money.show(given.deductible_cents, given.currency)
    return f"{_donee(receiver)}. {amount} is tax-deductible as far as the law allows."


def _donee(receiver: Donee) -> str:
    return f"{receiver.legal_name} is {receiver.status}, EIN {receiver.ein}"


COUNTRIES: dict[str, Callable[[Contribution, Donee], tuple[str, ...]]] = {"us": _united_states}
"""Countries whose rules are a table here; for every other one the chapter writes its own words."""
