"""What money is paid for: packages above say what happens when it arrives, and when it is returned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import QueryableAttribute

from chapter.payments.models.orders import Order


@dataclass(frozen=True)
class Purpose:
    """``fulfill`` is called once, when an order is paid; ``reverse`` whenever another amount of it was
    returned for good: it gets the sum so far (less again when a refund failed), without a disputed amount
    until the dispute is lost; ``fail`` once, when a payment that was under way did not arrive. Each runs
    inside the transaction that books it, and must not commit. ``owner_columns``: those with the public id of
    what is paid for, and with the id of the person to whom it belongs."""

    name: str
    fulfill: Callable[[Order, datetime], None]
    reverse: Callable[[Order, int, datetime], None]
    fail: Callable[[Order, datetime], None]
    owner_columns: tuple[QueryableAttribute[str], QueryableAttribute[int | None]] | None = None


def register(app: Flask, purpose: Purpose) -> None:
    """Allow orders to be opened for ``purpose``."""
    app.extensions.setdefault("purposes", {})[purpose.name] = purpose


def all_purposes() -> list[Purpose]:
    """All purposes that packages have registered."""
    return list(current_app.extensions.get("purposes", {}).values())


def get_purpose(name: str) -> Purpose:
    """The purpose of this name. Raises KeyError when no package registered it."""
    found: Purpose = current_app.extensions["purposes"][name]
    return found
