"""Limits of a new Checkout Session that are in Stripe's documents but not in its types."""

from typing import Any

from stripe_stand_in.errors import StripeError

SOONEST_SECONDS, LATEST_SECONDS = 30 * 60, 24 * 3600
MOST_KEYS, LONGEST_KEY, LONGEST_VALUE = 50, 40, 500
MOST_LINES = 100
LEAST = {"usd": 50, "cad": 50, "aud": 50, "eur": 50, "gbp": 30, "chf": 50, "jpy": 50, "krw": 100}
MOST = 99_999_999


def check_session(params: dict[str, Any], now: int) -> None:
    """Raise StripeError for what Stripe refuses, and for what this stand-in does not do."""
    if params.get("mode") != "payment":
        raise StripeError("The stand-in knows mode=payment only.", param="mode")
    if not params.get("success_url"):
        raise StripeError(
            "Missing required param: success_url.", param="success_url", code="parameter_missing"
        )
    for name in ("success_url", "cancel_url"):
        if not str(params.get(name, "https://")).startswith(("https://", "http://")):
            raise StripeError("Not a valid URL", param=name, code="url_invalid")
    _lines(params.get("line_items") or [])
    ends = params.get("expires_at", now + LATEST_SECONDS)
    if not now + SOONEST_SECONDS <= ends <= now + LATEST_SECONDS:
        said = "`expires_at` must be between 30 minutes and 24 hours from Checkout Session creation."
        raise StripeError(said, param="expires_at")
    check_metadata(params.get("metadata"), "metadata")
    check_metadata((params.get("payment_intent_data") or {}).get("metadata"), "payment_intent_data[metadata]")


def check_metadata(metadata: dict[str, str] | None, where: str) -> None:
    """Raise StripeError beyond Stripe's limits: 50 keys of 40 characters, values of 500."""
    metadata = metadata or {}
    if len(metadata) > MOST_KEYS:
        raise StripeError(f"You can only have {MOST_KEYS} metadata keys.", param=where)
    for key, value in metadata.items():
        if len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE:
            raise StripeError(
                f"Metadata may be {LONGEST_KEY} and {LONGEST_VALUE} characters long.", param=where
            )


def _lines(lines: list[dict[str, Any]]) -> None:
    if not 0 < len(lines) <= MOST_LINES:
        raise StripeError("Missing required param: line_items.", param="line_items", code="parameter_missing")
    for number, line in enumerate(lines):
        _line(line, f"line_items[{number}]")
    currencies = {line["price_data"]["currency"] for line in lines}
    if len(currencies) > 1 or not currencies <= set(LEAST):
        raise StripeError("Invalid currency", param="line_items[0][price_data][currency]")
    total = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    if total < LEAST[currencies.pop()]:
        said = "The Checkout Session's total amount due must add up to at least the smallest charge."
        raise StripeError(said, code="amount_too_small")
    if total > MOST:
        raise StripeError("The total amount due is too large.", code="amount_too_large")


def _line(line: dict[str, Any], where: str) -> None:
    price = line.get("price_data")
    if price is None:
        raise StripeError("The stand-in knows price_data only.", param=f"{where}[price_data]")
    for name, table in (("quantity", line), ("unit_amount", price), ("product_data", price)):
        if name not in table:
            called = f"{where}[{name}]" if table is line else f"{where}[price_data][{name}]"
            raise StripeError(f"Missing required param: {called}.", param=called, code="parameter_missing")
    if price["unit_amount"] < 0 or line["quantity"] < 1:
        raise StripeError("This value must be greater than or equal to 0.", param=where)
