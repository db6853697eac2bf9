"""Checks responses against the published shape of each object."""

from collections.abc import Iterator
from functools import cache
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

from stripe._stripe_object import StripeObject

from stripe_stand_in.published_api import SHAPES, plain


def mismatches(body: Any, shape: Any = None, where: str = "") -> Iterator[str]:
    """What is wrong with a response: unknown keys, missing required keys, values of another type."""
    shape = SHAPES.get(str(body.get("object")), shape) if isinstance(body, dict) else shape
    if shape is None:
        yield f"{where}: nobody publishes this"
        return
    hints = fields(shape)
    for key in sorted(set(body) - set(hints)):
        yield f"{where}.{key}: unknown"
    for key, kind in hints.items():
        if key in body:
            yield from _misfit(body[key], kind, f"{where}.{key}")
        elif not _may_be_none(kind):
            yield f"{where}.{key}: missing"


@cache
def fields(shape: Any) -> dict[str, Any]:
    """The published keys of an object, with their types."""
    own: dict[str, Any] = {}
    for ancestor in reversed(shape.__mro__):
        if issubclass(ancestor, StripeObject) and ancestor is not StripeObject:
            own |= vars(ancestor).get("__annotations__", {})
    return {
        name.rstrip("_"): kind for name, kind in own.items() if not name.startswith("_") and name.islower()
    }


def _may_be_none(kind: Any) -> bool:
    kind = plain(kind)
    return get_origin(kind) is Union and type(None) in get_args(kind)


def _misfit(value: Any, kind: Any, where: str) -> Iterator[str]:
    kind = plain(kind)
    origin = get_origin(kind)
    if origin is Union:
        words = any(get_origin(one) is Literal for one in get_args(kind))
        kinds = [one for one in get_args(kind) if not (words and one is str)]
        if all(any(_misfit(value, one, where)) for one in kinds):
            yield f"{where}: {value!r} is none of what is published"
    elif origin is list and isinstance(value, list):
        for number, one in enumerate(value):
            yield from _misfit(one, get_args(kind)[0], f"{where}[{number}]")
    elif origin is Literal:
        if value not in get_args(kind):
            yield f"{where}: {value!r} is not in its enumeration"
    elif _is_object(kind):
        yield from _object(value, kind, where)
    elif isinstance(kind, type) and not _is_a(value, kind):
        yield f"{where}: {value!r} is no {kind.__name__}"
    elif origin is list:
        yield f"{where}: not a list"


def _is_object(kind: Any) -> bool:
    named = (
        isinstance(kind, str | ForwardRef) or "ListObject" in str(kind) or "UntypedStripeObject" in str(kind)
    )
    return named or (isinstance(kind, type) and issubclass(kind, StripeObject))


def _object(value: Any, kind: Any, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: not an object"
    elif isinstance(kind, type) and kind.__module__.startswith("stripe.") and kind.__annotations__:
        yield from mismatches(value, kind, where)
    elif value.get("object") in SHAPES:
        yield from mismatches(value, None, where)


def _is_a(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
