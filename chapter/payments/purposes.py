"""What money is paid for: packages above say what happens when it comes, and when it goes back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.orm import QueryableAttribute

from chapter.payments.models.orders import Order


@dataclass(frozen=True)
class Purpose:
    """``fulfill`` is called once, when an order is paid; ``reverse`` whenever another amount of it has gone
    back for good: it is told the sum so far (less again when a refund failed), and nothing of a dispute until
    that is lost; ``fail`` once, when a payment that was under way did not come. Each runs inside the
    transaction that notes it, and must not commit. ``owner_columns``: those with the public id of what is
    paid for, and with the number of the person to whom it belongs."""

    name: str
    fulfill: Callable[[Order, datetime], None]
    reverse: Callable[[Order, int, datetime], None]
    fail: Callable[[Order, datetime], None]
    owner_columns: tuple[QueryableAttribute[str], QueryableAttribute[int | None]] | None = None


def register(app: Flask, purpose: Purpose) -> None:
    """Let orders be opened for ``purpose``."""
    app.extensions.setdefault("purposes", {})[purpose.name] = purpose


def all_purposes() -> list[Purpose]:
    """All of them."""
    return list(current_app.extensions.get("purposes", {}).values())


def get_purpose(name: str) -> Purpose:
    """The purpose of this name. KeyError when no package registered it."""
    found: Purpose = current_app.extensions["purposes"][name]
    return found
