"""Lists of objects as Stripe gives them: newest first, a page at a time."""

from collections.abc import Callable
from typing import Any

from stripe_stand_in.errors import StripeError, missing

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
    """The page of ``found``, newest first, that the parameters ask for. ``has_more`` looks in the direction
    of paging: to older ones, or with ``ending_before`` to newer ones."""
    limit = params.get("limit", PAGE)
    if not 1 <= limit <= MOST:
        raise StripeError(f"This value must be between 1 and {MOST}.", param="limit")
    if "starting_after" in params and "ending_before" in params:
        said = "You may only specify one of these parameters: ending_before, starting_after."
        raise StripeError(said, param="ending_before")
    ids = [one["id"] for one in found]
    if "starting_after" in params:
        found = found[_place(ids, params, "starting_after") + 1 :]
    if "ending_before" in params:
        found = found[: _place(ids, params, "ending_before")]
    kept = [one for one in found if all(_fits(one, name, wanted) for name, wanted in params.items())]
    page = kept[-limit:] if "ending_before" in params else kept[:limit]
    return {"object": "list", "url": url, "has_more": len(kept) > limit, "data": page}


def _place(ids: list[str], params: Body, name: str) -> int:
    if params[name] not in ids:
        raise missing("object", params[name], param=name, status=400)
    return ids.index(params[name])


def _fits(one: Body, name: str, wanted: Any) -> bool:
    if name in TURNS_THE_PAGE:
        return True
    if name == "types":
        return one["type"] in wanted
    if isinstance(wanted, dict) and isinstance(one.get(name), int):
        return all(COMPARE[how](one[name], moment) for how, moment in wanted.items())
    if name not in one:
        raise StripeError(f"The stand-in can't look for {name}.", param=name)
    return bool(one[name] == wanted)
