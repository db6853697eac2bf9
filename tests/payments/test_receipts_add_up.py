"""The lines of a receipt come to its sum, whatever was returned; on a thing no amount stands at all."""

import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapter import db
from chapter.payments.models.ledger import CARD, IN_KIND, STOCK, Payment
from chapter.payments.models.orders import Order, OrderLine
from chapter.payments.models.receipts import BOOK_ID, Receipt, ReceiptBook
from chapter.payments.rules import receipts
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")
CENTS = st.integers(0, 10_000_000)
IN_ONE_CHAPTER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def a_receipt(*lines: int, lost: int = 0, currency: str = "usd", **more: Any) -> Receipt:
    """Of a payment for these lines, of which ``lost`` went back. It is kept nowhere."""
    order = Order(
        payer_name="Ana Lopez", payer_email="ana@example.test", currency=currency,
        lines=[
            OrderLine(position=n, label=f"Line {n}", amount_cents=cents, value_cents=0)
            for n, cents in enumerate(lines)
        ],
    )  # fmt: skip
    payment = Payment(
        order=order, amount_cents=sum(lines), returned_cents=lost, final_returned_cents=lost,
        received_at=TODAY, **{"method": CARD, "note": "", **more},
    )  # fmt: skip
    with db.session.no_autoflush:
        said = receipts.snapshot(payment, db.session.get_one(ReceiptBook, BOOK_ID))
    return Receipt(number=1, snapshot=said)


def cents(shown: str) -> int:
    """What ``−$1,234.50`` is."""
    whole = int(re.sub(r"\D", "", shown)) * (1 if "." in shown else 100)
    return -whole if shown.startswith("−") else whole


@given(lines=st.lists(CENTS, min_size=1, max_size=4), lost=CENTS)
@IN_ONE_CHAPTER
def test_the_lines_come_to_the_sum(app: Flask, lines: list[int], lost: int) -> None:
    one = a_receipt(*lines, lost=lost)
    if one.total:
        assert sum(cents(amount) for _, amount in one.lines) == cents(one.total)
        assert cents(one.total) == max(0, sum(lines) - lost)
    else:
        assert one.lines == []
        assert not sum(lines)


@given(cents=CENTS, lost=CENTS, method=st.sampled_from([STOCK, IN_KIND]), note=st.sampled_from(["", "a bed"]))
@IN_ONE_CHAPTER
def test_what_is_described_has_no_amount_whatever_happens_to_it(
    app: Flask, cents: int, lost: int, method: str, note: str
) -> None:
    one = a_receipt(cents, lost=lost, method=method, note=note)
    assert (one.lines, one.total, one.described) == ([], "", True)
    assert "$" not in str(one.snapshot)
    assert one.snapshot["deductible_cents"] == 0


def test_shares_that_nobody_described_are_still_not_valued() -> None:
    assert a_receipt(1_234_50, method=STOCK).snapshot["sentences"][0] == "You gave: shares of stock."


def test_shares_that_went_back_are_no_gift() -> None:
    one = a_receipt(1_234_50, lost=1_234_50, method=STOCK, note="20 shares of Acme Corp.")
    assert one.snapshot["sentences"] == [
        "What you gave was returned in full. No part of it is a contribution."
    ]


OLD = {
    "payer": "Ana Lopez", "email": "ana@example.test", "received_on": "2026-11-23", "method": "Online",
    "currency": "usd", "lines": [["Gift: Winter coats", "$50"], ["The fee", "$1.44"]],
    "paid_cents": 51_44, "returned_cents": 10_00, "value_cents": 0, "deductible_cents": 41_44,
    "total": "$41.44", "sentences": [], "receiver": "Test", "ein": "", "address": "", "sample": False,
}  # fmt: skip


def test_a_receipt_of_before_this_says_what_was_returned_as_well() -> None:
    old = Receipt(number=1, snapshot=OLD)
    assert old.lines[-1] == ("Returned to you", "−$10")
    assert (old.total, old.dated, old.described) == ("$41.44", "November 23, 2026", False)


def test_a_thing_of_before_this_prints_no_sum() -> None:
    more: dict[str, Any] = {"lines": [], "paid_cents": 0, "returned_cents": 0, "total": "$0"}
    old = Receipt(number=1, snapshot={**OLD, "method": "In kind", **more})
    assert (old.lines, old.total, old.described) == ([], "", True)


def test_shares_of_before_this_print_as_they_were_issued_and_no_statement_counts_them() -> None:
    old = Receipt(number=1, snapshot={**OLD, "method": "Stock"})
    assert (old.total, old.described) == ("$41.44", True)
