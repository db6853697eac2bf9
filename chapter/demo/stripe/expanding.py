"""``expand[]=latest_charge.balance_transaction``: an object in place of its id."""

from typing import Any

from chapter.demo.stripe.errors import StripeError
from chapter.demo.stripe.shelf import Shelf

IDS = ("payment_intent", "latest_charge", "charge", "source")
EXPANDABLE = {*IDS, "balance_transaction", "failure_balance_transaction"}
DEEPEST = 4


def expand(body: dict[str, Any], paths: list[str], shelf: Shelf) -> dict[str, Any]:
    """``body`` with what was asked for in it. Raises StripeError for what can't be expanded."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:
            raise StripeError("You cannot expand more than 4 levels of a property.", param="expand")
        _into(body, parts, path, shelf)
    return body


def _into(body: dict[str, Any], parts: list[str], path: str, shelf: Shelf) -> None:
    name, rest = parts[0], parts[1:]
    if name == "data" and body.get("object") == "list" and rest:
        for one in body["data"]:
            _into(one, rest, path, shelf)
        return
    if name not in EXPANDABLE or name not in body:
        raise StripeError(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(body[name], str):
        body[name] = shelf.get(body[name])
    if rest and body[name]:
        _into(body[name], rest, path, shelf)
