"""What money is paid for: packages above say what happens when it arrives, and when it is returned; and what
the pages about money in general say of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import QueryableAttribute

from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.models.receipts import Receipt


@dataclass(frozen=True)
class Purpose:
    """``fulfill`` is called once, when an order is paid; ``reverse`` whenever another amount of it was
    returned for good: it gets the sum so far (less again when a refund failed), without a disputed amount
    until the dispute is lost; ``fail`` once, when a payment that was under way did not arrive. Each runs
    inside the transaction that books it, and must not commit. ``owner_columns``: those with the public id of
    what is paid for, and with the id of the person to whom it belongs.

    What is scarce, and may be gone when the money comes, says more. ``refuses``: why the money of an open
    order can't be taken any more; empty: it is taken. ``decline``: money came that the order does not take;
    it stands in the books to be refunded. ``wait``: the payer is done, and the bank has still to send it.
    ``close``: nobody will pay the order any more."""

    name: str
    fulfill: Callable[[Order, datetime], None]
    reverse: Callable[[Order, int, datetime], None]
    fail: Callable[[Order, datetime], None]
    owner_columns: tuple[QueryableAttribute[str], QueryableAttribute[int | None]] | None = None
    refuses: Callable[[Order, datetime], str] = lambda *_: ""
    decline: Callable[[Payment, datetime], None] = lambda *_: None
    wait: Callable[[Order, datetime], None] = lambda *_: None
    close: Callable[[Order, datetime], None] = lambda *_: None


@dataclass(frozen=True)
class Part:
    """A template to include, with the ``values`` that it reads."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PurposePages:
    """What pages about money say of a purpose.

    ``noun``: what is paid for, in a sentence. ``landing``: the page after Checkout, which extends
    payments/public/landing.html. ``office_page``: the address where the office sees what a paid order is for.
    ``receipt_part``: what a receipt's page asks below the receipt; None: nothing. ``accounts``: (name, part)
    of each account that its orders name. ``waiting``: (title, address) of what waits for the treasurer, for
    the page of the books; ``reports``: (heading, sentence, endpoint) of sums that are read beside them.
    """

    noun: str
    landing: Callable[[Order], Part]
    office_page: Callable[[Order], str]
    receipt_part: Callable[[Receipt, Order], Part | None] = lambda *_: None
    accounts: Callable[[], Mapping[str, tuple[str, str]]] = dict
    waiting: Callable[[datetime], Iterable[tuple[str, str]]] = lambda _: ()
    reports: tuple[tuple[str, str, str], ...] = ()


def register(app: Flask, purpose: Purpose, pages: PurposePages) -> None:
    """Allow orders to be opened for ``purpose``, and show them as ``pages`` say."""
    app.extensions.setdefault("purposes", {})[purpose.name] = purpose, pages


def all_purposes() -> list[Purpose]:
    """All purposes that packages have registered."""
    return [purpose for purpose, _ in current_app.extensions.get("purposes", {}).values()]


def all_pages() -> list[PurposePages]:
    """What each registered purpose says on pages, in the order of registration."""
    return [pages for _, pages in current_app.extensions.get("purposes", {}).values()]


def get_purpose(name: str) -> Purpose:
    """The purpose of this name. Raises KeyError when no package registered it."""
    found: Purpose = current_app.extensions["purposes"][name][0]
    return found


def pages_of(order: Order) -> PurposePages:
    """What pages say of the purpose of ``order``."""
    found: PurposePages = current_app.extensions["purposes"][order.purpose][1]
    return found
