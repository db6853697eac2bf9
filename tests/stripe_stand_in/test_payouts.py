"""From the balance to the bank: what is available leaves, with each line that it is made of."""

import pytest

from stripe_stand_in.client import Refused
from stripe_stand_in.response_checks import mismatches
from tests.stripe_stand_in.asked import charge_of, opened
from tests.stripe_stand_in.stand_in import StandIn
from tests.stripe_stand_in.test_balance import kinds, lines

TWO_DAYS = 2 * 24 * 3600


def test_money_is_pending_for_two_days_and_then_leaves_whole(stand_in: StandIn) -> None:
    charge = charge_of(stand_in)
    stand_in.refund(charge, 1_000)
    assert {line["status"] for line in lines(stand_in)} == {"pending"}
    with pytest.raises(Refused, match="insufficient"):
        stand_in.act("pay_out", "usd")
    stand_in.set(ahead_seconds=TWO_DAYS + 1)
    assert {line["status"] for line in lines(stand_in)} == {"available"}
    later = charge_of(stand_in)
    made = stand_in.act("pay_out", "usd")
    assert (made["amount"], made["status"], made["automatic"]) == (9_000, "in_transit", True)
    assert [line["type"] for line in lines(stand_in, payout=made["id"])] == ["payout", "refund", "charge"]
    assert sum(line["net"] for line in lines(stand_in, payout=made["id"])) == 0
    with pytest.raises(Refused):
        stand_in.act("pay_out", "usd")
    stand_in.act("settle", "usd")
    second = stand_in.act("pay_out", "usd")
    assert [line["source"] for line in lines(stand_in, payout=second["id"])] == [second["id"], later]


def test_a_bank_debit_under_way_is_not_paid_out(stand_in: StandIn) -> None:
    session = opened(stand_in)
    stand_in.act("debit", session.id)
    stand_in.set(ahead_seconds=TWO_DAYS + 1)
    stand_in.act("settle", "usd")
    assert stand_in.books()["balances"] == {"usd": {"available": 0, "pending": 10_000}}
    stand_in.act("arrive", session.id)
    stand_in.set(ahead_seconds=2 * TWO_DAYS + 2)
    assert stand_in.act("pay_out", "usd")["amount"] == 10_000


def test_a_payout_arrives_or_comes_back(stand_in: StandIn) -> None:
    charge_of(stand_in)
    stand_in.act("settle", "usd")
    made = stand_in.act("pay_out", "usd")
    stand_in.act("payout_fails", made["id"])
    assert kinds(stand_in)[:2] == [
        ("payout_failure", "payout_reversal", 10_000, 0),
        ("payout", "payout", -10_000, 0),
    ]
    again = stand_in.act("pay_out", "usd")
    assert again["amount"] == 10_000
    assert stand_in.act("payout_arrives", again["id"])["status"] == "paid"
    with pytest.raises(Refused):
        stand_in.act("payout_fails", again["id"])
    api = stand_in.client().v1.payouts
    assert [one.status for one in api.list().data] == ["paid", "failed"]
    assert [one.id for one in api.list(params={"status": "paid"}).data] == [again["id"]]
    found = api.retrieve(made["id"], params={"expand": ["failure_balance_transaction"]}).to_dict()
    assert found["failure_balance_transaction"]["amount"] == 10_000
    assert [fault for one in api.list().data for fault in mismatches(one.to_dict())] == []
    assert [fault for event in stand_in.books()["events"] for fault in mismatches(event)] == []
    kinds_told = [event["type"] for event in stand_in.books()["events"] if "payout" in event["type"]]
    assert kinds_told[::-1] == [
        "payout.created",
        "payout.reconciliation_completed",
        "payout.failed",
        "payout.created",
        "payout.reconciliation_completed",
        "payout.paid",
    ]


def test_stripe_bills_a_fee_of_its_own(stand_in: StandIn) -> None:
    made = stand_in.act("bill", "usd")
    assert kinds(stand_in) == [("stripe_fee", "fee", -250, 0)]
    assert made["source"] is None
