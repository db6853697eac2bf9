"""Lists of objects as Stripe gives them: newest first, a page at a time."""

from collections.abc import Callable
from typing import Any

from chapter.demo.stripe.errors import StripeError, missing

Body = dict[str, Any]
PAGE, MOST = 10, 100
TURNS_THE_PAGE = {"limit", "starting_after", "ending_before", "expand"}
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}


def a_list(found: list[Body], params: Body, url: str) -> Body:
    """The page of ``found`` that the parameters ask for."""
    limit = params.get("limit", PAGE)
    if not 1 <= limit <= MOST:
        raise StripeError(f"This value must be between 1 and {MOST}.", param="limit")
    kept = [one for one in found if all(_fits(one, name, wanted) for name, wanted in params.items())]
    ids = [one["id"] for one in kept]
    if "starting_after" in params:
        kept = kept[_place(ids, params["starting_after"]) + 1 :]
    if "ending_before" in params:
        kept = kept[: _place(ids, params["ending_before"])][-limit:]
    return {"object": "list", "url": url, "has_more": len(kept) > limit, "data": kept[:limit]}


def _place(ids: list[str], object_id: str) -> int:
    if object_id not in ids:
        raise missing("object", object_id)
    return ids.index(object_id)


def _fits(one: Body, name: str, wanted: Any) -> bool:
    if name in TURNS_THE_PAGE:
        return True
    if name == "types":
        return one["type"] in wanted
    if name == "created" and isinstance(wanted, dict):
        return all(COMPARE[how](one["created"], moment) for how, moment in wanted.items())
    if name not in one:
        raise StripeError(f"The stand-in can't look for {name}.", param=name)
    return bool(one[name] == wanted)
