"""How parameters travel to Stripe: ``line_items[0][price_data][currency]=usd``."""

import re
from collections.abc import Iterable
from typing import Any

from stripe_stand_in.errors import StripeError

PART = re.compile(r"\[([^\[\]]*)\]")
MOST_IN_A_LIST = 1000


def decode(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The parameters as nested dicts, lists and texts. Raises StripeError when a name can't be read."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        head, bracket, rest = name.partition("[")
        parts = [head, *PART.findall(bracket + rest)]
        if not head or (bracket and "".join(f"[{part}]" for part in parts[1:]) != bracket + rest):
            raise StripeError(f"Invalid parameter name: {name}", param=name)
        _put(root, parts, value, name)
    return {key: _lists(value) for key, value in root.items()}


def _put(root: dict[str, Any], parts: list[str], value: str, name: str) -> None:
    place = root
    for part in parts[:-1]:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise StripeError(f"Invalid parameter name: {name}", param=name)
    last = parts[-1] or str(len(place))
    if last in place:
        raise StripeError(f"Received the parameter twice: {name}", param=name)
    place[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)[:MOST_IN_A_LIST]]
    return {key: _lists(inner) for key, inner in value.items()}
