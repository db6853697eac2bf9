"""The lines of the balance: each movement of money is there once, of Stripe's type, found and paged as Stripe
does, and its source can be had whole."""

from typing import Any

import pytest
import stripe

from tests.stripe_stand_in.asked import charge_of, opened, paid, raw
from tests.stripe_stand_in.stand_in import StandIn


def lines(stand_in: StandIn, **params: Any) -> list[dict[str, Any]]:
    """What ``GET /v1/balance_transactions`` lists, by Stripe's own client."""
    found = stand_in.client().v1.balance_transactions.list(params={"limit": 100, **params})  # type: ignore[arg-type]  # a plain dict
    return [line.to_dict() for line in found.auto_paging_iter()]


def kinds(stand_in: StandIn, **params: Any) -> list[tuple[str, str, int, int]]:
    """Type, category, amount and fee of each line, the newest first."""
    return [
        (line["type"], line["reporting_category"], line["amount"], line["fee"])
        for line in lines(stand_in, **params)
    ]


CARD = ("charge", "charge", 10_330, 330)
DEBIT = ("payment", "charge", 10_330, 330)


def test_a_payment_by_card_and_its_refund_that_fails(stand_in: StandIn) -> None:
    made = stand_in.refund(charge_of(stand_in), 1_000)
    stand_in.act("refund_fails", made["id"])
    assert kinds(stand_in) == [
        ("refund_failure", "refund_failure", 1_000, 0),
        ("refund", "refund", -1_000, 0),
        CARD,
    ]


def test_a_bank_debit_is_pending_then_there_and_its_refund_fails(stand_in: StandIn) -> None:
    session = opened(stand_in)
    stand_in.act("debit", session.id)
    assert kinds(stand_in) == [DEBIT]
    stand_in.act("arrive", session.id)
    charge = stand_in.books()["charges"][0]
    made = stand_in.refund(charge["id"])
    assert (made["id"][:4], made["status"]) == ("pyr_", "pending")
    stand_in.act("refund_fails", made["id"])
    assert kinds(stand_in) == [
        ("payment_refund", "refund_failure", 10_330, 0),
        ("payment_refund", "refund", -10_330, 0),
        DEBIT,
    ]


def test_a_bank_debit_that_bounces_leaves_nothing_not_even_the_fee(stand_in: StandIn) -> None:
    session = opened(stand_in)
    stand_in.act("debit", session.id)
    stand_in.act("bounce", session.id)
    found = lines(stand_in)
    assert [(line["type"], line["amount"], line["net"]) for line in found] == [
        ("payment_failure_refund", -10_330, -10_000),
        ("payment", 10_330, 10_000),
    ]
    charge = stand_in.books()["charges"][0]
    assert (charge["status"], charge["paid"]) == ("failed", False)
    assert [charge["failure_balance_transaction"], charge["balance_transaction"]] == [
        line["id"] for line in found
    ]


def test_lines_are_filtered_as_stripe_filters_them(stand_in: StandIn) -> None:
    first, second = charge_of(stand_in), charge_of(stand_in)
    made = stand_in.refund(first, 1_000)
    assert [one[0] for one in kinds(stand_in, type="refund")] == ["refund"]
    assert [line["source"] for line in lines(stand_in, source=made["id"])] == [made["id"]]
    assert [line["source"] for line in lines(stand_in, type="charge")] == [second, first]
    assert lines(stand_in, currency="eur") == []
    at = lines(stand_in)[0]["created"]
    assert len(lines(stand_in, created={"gte": at - 60, "lte": at})) == 3
    assert lines(stand_in, created={"gt": at}) == []
    assert lines(stand_in, created={"lt": at - 60}) == []


def test_pages_are_turned_both_ways(stand_in: StandIn) -> None:
    ids = [charge_of(stand_in) for _ in range(5)][::-1]
    client = stand_in.client().v1.balance_transactions
    first = client.list(params={"limit": 2})
    assert ([line.source for line in first.data], first.has_more) == (ids[:2], True)
    second = client.list(params={"limit": 2, "starting_after": first.data[-1].id})
    assert ([line.source for line in second.data], second.has_more) == (ids[2:4], True)
    last = client.list(params={"limit": 2, "starting_after": second.data[-1].id})
    assert ([line.source for line in last.data], last.has_more) == (ids[4:], False)
    back = client.list(params={"limit": 2, "ending_before": last.data[0].id})
    assert ([line.source for line in back.data], back.has_more) == (ids[2:4], True)
    start = client.list(params={"limit": 2, "ending_before": back.data[0].id})
    assert ([line.source for line in start.data], start.has_more) == (ids[:2], False)
    assert [line.source for line in client.list(params={"limit": 1}).auto_paging_iter()] == ids


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "starting_after=txn_none", "payout=po_none", "created[near]=1"]
)
def test_a_question_that_cannot_be_meant_is_refused(stand_in: StandIn, query: str) -> None:
    status, body, _ = raw(stand_in, f"/v1/balance_transactions?{query}")
    assert status in {400, 404}
    assert body["error"]["type"] == "invalid_request_error"


def test_sources_come_whole(stand_in: StandIn) -> None:
    charge = charge_of(stand_in)
    stand_in.refund(charge, 1_000)
    stand_in.act("dispute", charge)
    stand_in.act("settle", "usd")
    second = charge_of(stand_in)
    stand_in.act("settle", "usd")
    stand_in.act("pay_out", "usd")
    found = lines(stand_in, expand=["data.source"])
    assert [line["source"]["object"] for line in found] == ["payout", "charge", "dispute", "refund", "charge"]
    assert found[1]["source"]["id"] == second
    assert found[-1]["source"]["metadata"] == {"order": "order_1"}
    client = stand_in.client().v1.balance_transactions
    one = client.retrieve(found[-1]["id"], params={"expand": ["source.payment_intent"]}).to_dict()
    assert one["source"]["payment_intent"]["metadata"] == {"order": "order_1"}
    assert isinstance(client.retrieve(found[-1]["id"]).source, str)


def test_what_hangs_together_comes_in_one_answer(stand_in: StandIn) -> None:
    session = paid(stand_in)
    api = stand_in.client().v1
    charge = str(api.payment_intents.retrieve(str(session.payment_intent)).latest_charge)
    made = stand_in.refund(charge, 1_000)
    dispute = stand_in.act("dispute", charge)

    def whole(room: Any, object_id: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = room.retrieve(object_id, params={"expand": [path]}).to_dict()
        return found

    deep = whole(api.checkout.sessions, session.id, "payment_intent.latest_charge.balance_transaction")
    assert deep["payment_intent"]["latest_charge"]["balance_transaction"]["fee"] == 330
    deepest = "payment_intent.latest_charge.balance_transaction.source"
    deep = whole(api.checkout.sessions, session.id, deepest)
    assert deep["payment_intent"]["latest_charge"]["balance_transaction"]["source"]["id"] == charge
    for room, one in ((api.refunds, made["id"]), (api.disputes, dispute["id"])):
        assert whole(room, one, "charge")["charge"]["id"] == charge
        deep = whole(room, one, "charge.balance_transaction")
        assert deep["charge"]["balance_transaction"]["amount"] == 10_330
    assert whole(api.charges, charge, "balance_transaction")["balance_transaction"]["fee"] == 330
    for name in ("charge", "payment_intent"):
        params: Any = {
            name: charge if name == "charge" else session.payment_intent,
            "expand": ["data.balance_transaction"],
        }
        refunds = api.refunds.list(params=params)
        assert [one.to_dict()["balance_transaction"]["amount"] for one in refunds.data] == [-1_000]
        del params["expand"]
        assert [one.id for one in api.disputes.list(params=params).data] == [dispute["id"]]
    wanted: Any = {"payment_intent": session.payment_intent}
    assert [one.id for one in api.checkout.sessions.list(params=wanted).data] == [session.id]
    assert [one.id for one in api.charges.list(params=wanted).data] == [charge]


@pytest.mark.parametrize("path", ["amount", "nonsense", "latest_charge.balance_transaction.source.source.id"])
def test_what_is_no_object_is_not_expanded(stand_in: StandIn, path: str) -> None:
    intent = paid(stand_in).payment_intent
    status, body, _ = raw(stand_in, f"/v1/payment_intents/{intent}?expand[]={path}")
    assert (status, body["error"]["param"]) == (400, "expand")


def test_a_completed_session_is_not_expired(stand_in: StandIn) -> None:
    session = paid(stand_in)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stand_in.client().v1.checkout.sessions.expire(session.id)
    assert refused.value.http_status == 400
    assert str(refused.value.user_message) == (
        'Only Checkout Sessions with a status in ["open"] can be expired. '
        "This Checkout Session has a status of `complete`."
    )


def test_a_refund_keeps_its_metadata_and_is_made_once_for_a_key(stand_in: StandIn) -> None:
    refunds = stand_in.client().v1.refunds
    params: Any = {"charge": charge_of(stand_in), "amount": 1_000, "metadata": {"refund": "7"}}
    first = refunds.create(params=params, options={"idempotency_key": "refund-7"})
    assert refunds.create(params=params, options={"idempotency_key": "refund-7"}).id == first.id
    assert refunds.retrieve(first.id).to_dict()["metadata"] == {"refund": "7"}
    assert len(lines(stand_in, type="refund")) == 1
