"""Checks a call's parameters against their published types."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import typing_extensions
from stripe._request_options import RequestOptions

from stripe_stand_in.errors import StripeError
from stripe_stand_in.published_api import Route, plain

NOT_SENT = frozenset(RequestOptions.__annotations__)
"""Options of the library that are never sent as parameters."""

ELSEWHERE = {"StripeContext": str, "Mapping": Mapping}
"""Names in the types of those options that the parameter modules don't import."""


def check(params: dict[str, Any], route: Route) -> dict[str, Any]:
    """The parameters, checked by their types. Raises StripeError that names the first that is unknown,
    missing, of a wrong type or outside its enumeration."""
    return _table(params, route.params, "")


@cache
def _hints(typed: Any) -> dict[str, Any]:
    return get_type_hints(typed, localns=ELSEWHERE, include_extras=True)


def _table(params: Any, typed: Any, where: str) -> dict[str, Any]:
    if not isinstance(params, dict):
        raise StripeError("Invalid object", param=where, code="parameter_invalid_empty")
    hints = {name: kind for name, kind in _hints(typed).items() if where or name not in NOT_SENT}
    for name in params:
        if name not in hints:
            called = f"{where}[{name}]" if where else name
            raise StripeError(f"Received unknown parameter: {called}", param=called, code="parameter_unknown")
    for name, kind in hints.items():
        if get_origin(kind) is not typing_extensions.NotRequired and name not in params:
            called = f"{where}[{name}]" if where else name
            raise StripeError(f"Missing required param: {called}.", param=called, code="parameter_missing")
    return {
        name: _value(value, hints[name], f"{where}[{name}]" if where else name)
        for name, value in params.items()
    }


def _value(value: Any, kind: Any, where: str) -> Any:
    kind = plain(kind)
    if typing_extensions.is_typeddict(kind):
        return _table(value, kind, where)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Union:
        return _one_of(value, inner, where)
    if origin is Literal:
        return _literal(value, inner, where)
    if origin is list:
        if not isinstance(value, list):
            raise StripeError("Invalid array", param=where)
        return [_value(one, inner[0], f"{where}[{number}]") for number, one in enumerate(value)]
    if origin is dict or "UntypedStripeObject" in str(kind):
        return _texts(value, where)
    return _scalar(value, kind, where)


def _one_of(value: Any, kinds: tuple[Any, ...], where: str) -> Any:
    words = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    if words == [""] and value == "":
        return value
    if [word for word in words if word]:
        kinds = tuple(kind for kind in kinds if kind is not str)
    trouble = StripeError(f"Invalid value for {where}", param=where)
    for kind in sorted(kinds, key=lambda kind: kind is str):
        try:
            return _value(value, kind, where)
        except StripeError as error:
            trouble = error
    raise trouble


def _literal(value: Any, words: tuple[Any, ...], where: str) -> Any:
    if value not in words:
        said = ", ".join(str(word) for word in words)
        raise StripeError(
            f"Invalid {where}: must be one of {said}", param=where, code="parameter_invalid_string"
        )
    return value


def _texts(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise StripeError("Invalid hash", param=where)
    return value


def _scalar(value: Any, kind: Any, where: str) -> Any:
    if not isinstance(value, str):
        raise StripeError(f"Invalid value for {where}", param=where)
    if kind is int:
        if not re.fullmatch(r"-?\d{1,15}", value):
            raise StripeError(f"Invalid integer: {value}", param=where, code="parameter_invalid_integer")
        return int(value)
    if kind is bool:
        if value not in {"true", "false"}:
            raise StripeError(f"Invalid boolean: {value}", param=where)
        return value == "true"
    if kind in {float, Decimal}:
        try:
            return float(Decimal(value))
        except InvalidOperation:
            raise StripeError(f"Invalid decimal: {value}", param=where) from None
    return value
