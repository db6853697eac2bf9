"""Stripe's published API, read from its library: which routes there are, with which parameters, and the shape
of each object that is returned.

The library is generated from Stripe's own specification. Where a type is an enumeration with ``str`` beside
it (so that old libraries read new values), only the enumeration is accepted here.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Union, get_args, get_origin

import stripe
import typing_extensions
from stripe._stripe_object import StripeObject

SERVICES = (
    "stripe.checkout._session_service",
    "stripe.checkout._session_line_item_service",
    "stripe._payment_intent_service",
    "stripe._charge_service",
    "stripe._balance_transaction_service",
    "stripe._refund_service",
    "stripe._dispute_service",
    "stripe._payout_service",
    "stripe._event_service",
)
SHAPES: dict[str, type[StripeObject]] = {
    "checkout.session": stripe.checkout.Session,
    "item": stripe.LineItem,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "balance_transaction": stripe.BalanceTransaction,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "payout": stripe.Payout,
    "event": stripe.Event,
}


@dataclass(frozen=True)
class Route:
    """One call of the API: ``name`` is the library's word for it, such as ``checkout.session.create``."""

    name: str
    method: str
    pattern: re.Pattern[str]
    params: Any


@cache
def routes() -> tuple[Route, ...]:
    """Every route of the services that payments uses."""
    return tuple(route for service in SERVICES for route in _routes_of(service))


def plain(kind: Any) -> Any:
    """The type without ``NotRequired``; ``a | b`` as a Union."""
    while get_origin(kind) is typing_extensions.NotRequired:
        kind = get_args(kind)[0]
    return Union[get_args(kind)] if type(kind).__name__ == "UnionType" else kind  # noqa: UP007 - made of a tuple


def _routes_of(service: str) -> Iterator[Route]:
    tree = ast.parse(inspect.getsource(import_module(service)))
    modules = {
        name.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
    }
    family = service.removeprefix("stripe.").replace("_service", "").replace("._", ".").lstrip("_")
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) == "self._request":
                method, path = ast.literal_eval(call.args[0]), _path(call.args[1])
                pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
                yield Route(f"{family}.{function.name}", method, pattern, _params_of(function, modules))


def _path(node: ast.expr) -> str:
    return next(
        str(part.value)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and str(part.value).startswith("/v1")
    )


def _params_of(function: ast.FunctionDef, modules: dict[str, str]) -> Any:
    words = next(
        ast.unparse(one.annotation) for one in function.args.args if one.arg == "params" and one.annotation
    )
    name = next(name for name in re.findall(r"\w+", words) if name.endswith("Params"))
    return getattr(import_module(modules[name]), name)
