"""``expand[]=latest_charge.balance_transaction``: an object in place of its id."""

from typing import Any, ForwardRef, Union, get_args, get_origin

from stripe_stand_in.errors import StripeError
from stripe_stand_in.published_api import SHAPES, plain
from stripe_stand_in.response_checks import fields
from stripe_stand_in.store import Store

DEEPEST = 4


def expand(body: dict[str, Any], paths: list[str], store: Store) -> dict[str, Any]:
    """``body`` with the objects at ``paths`` expanded. Raises StripeError for what can't be expanded."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:
            raise StripeError("You cannot expand more than 4 levels of a property.", param="expand")
        _into(body, parts, path, store)
    return body


def _into(body: dict[str, Any], parts: list[str], path: str, store: Store) -> None:
    name, rest = parts[0], parts[1:]
    inside = body.get(name)
    if isinstance(inside, list) and rest:
        for one in inside:
            _into(one, rest, path, store)
        return
    if not _is_expandable(body, name):
        raise StripeError(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(inside, str):
        body[name] = store.get(inside)
    if rest and body.get(name):
        _into(body[name], rest, path, store)


def _is_expandable(body: dict[str, Any], name: str) -> bool:
    """Whether the published shape has an id or an object there."""
    shape: Any = SHAPES.get(str(body.get("object")))
    kind = plain(fields(shape).get(name)) if shape else None
    kinds = get_args(kind) if get_origin(kind) is Union else ()
    return str in kinds and any(isinstance(one, ForwardRef) for one in kinds)
