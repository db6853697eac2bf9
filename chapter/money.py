"""Amounts of money in whole units of the smallest coin: cents, and their equivalents in other currencies."""

import re
from decimal import Decimal

SIGNS = {
    "usd": "$", "cad": "$", "aud": "$", "nzd": "$", "eur": "€", "gbp": "£", "chf": "CHF ", "jpy": "¥",
}  # fmt: skip
ZERO_DECIMAL = {
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga",
    "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf",
}  # fmt: skip
"""Currencies without a smaller coin, as Stripe counts them (docs.stripe.com/currencies#zero-decimal)."""

TYPED = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3}){1,2}|\d{1,9})(?:\.\d{1,2})?", re.ASCII)
"""A comma separates thousands, a point separates cents, and neither is ever the other."""


def decimal_places(currency: str) -> int:
    """How many decimals amounts of ``currency`` are written with."""
    return 0 if currency in ZERO_DECIMAL else 2


def format_hint(currency: str) -> str:
    """A hint how to write an amount of ``currency``."""
    return f"Enter an amount, such as 40 or {'12.50' if decimal_places(currency) else '1,250'}."


def parse(typed: str, currency: str) -> int:
    """Cents of what somebody typed: ``1,234.50``, ``$50``, ``50``. ValueError when it is no amount.

    A comma is accepted only where it separates thousands: ``12,50`` may be twelve and a half to one and a
    slip of ``1,250`` to another, so it is neither.
    """
    bare = typed.strip().removeprefix(SIGNS.get(currency, "$")).strip()
    if not TYPED.fullmatch(bare):
        raise ValueError("no amount")
    cents = Decimal(bare.replace(",", "")).scaleb(decimal_places(currency))
    if cents != cents.to_integral_value():
        raise ValueError("no such coin")
    return int(cents)


def show(cents: int, currency: str) -> str:
    """``$75``, ``$75.50``, ``−$75``: in the currency's own sign, without empty decimals."""
    digits = decimal_places(currency)
    whole, part = divmod(abs(cents), 10**digits)
    amount = f"{whole:,}" + (f".{part:0{digits}}" if part else "")
    return f"{'−' if cents < 0 else ''}{SIGNS.get(currency, currency.upper() + ' ')}{amount}"


def typed(cents: int, currency: str) -> str:
    """The amount as people type it: ``75``, ``75.50``."""
    return plain(cents, currency).removesuffix(".00")


def plain(cents: int, currency: str) -> str:
    """The amount with all decimals and nothing else, ``75.50``: for files and fields."""
    return str(decimal(cents, currency))


def decimal(cents: int, currency: str) -> Decimal:
    """The amount as a number in the main unit, with all decimals of the currency: for tables."""
    return Decimal(cents).scaleb(-decimal_places(currency))
