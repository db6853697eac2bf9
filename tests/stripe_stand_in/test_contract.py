"""The stand-in says yes and no where Stripe's published types do, and answers in their shape."""

from typing import Any

import pytest
import stripe

from chapter.gateways.stripe.objects import BalanceTransaction
from stripe_stand_in.published_api import routes
from stripe_stand_in.response_checks import mismatches
from tests.stripe_stand_in.asked import SESSION, flat, line, opened, paid, raw
from tests.stripe_stand_in.stand_in import StandIn

CALLS = {
    *(f"checkout.session.{verb}" for verb in ("create", "retrieve", "expire", "list")),
    "checkout.session_line_item.list",
    "payment_intent.retrieve",
    "balance_transaction.retrieve",
    "refund.create",
    *(f"{kind}.{verb}" for kind in ("charge", "refund", "dispute", "event") for verb in ("retrieve", "list")),
}


def test_every_call_that_payments_makes_is_published() -> None:
    assert {route.name for route in routes()} >= CALLS


WRONG = [
    ({"line_item[0][quantity]": "1"}, "line_item", "parameter_unknown"),
    ({"metadata[order][x]": "1"}, "metadata[order][x]", ""),
    ({"line_items[0][price_data][custom_unit_amount][enabled]": "true"},
     "line_items[0][price_data][custom_unit_amount]", "parameter_unknown"),
    ({"line_items[0][price_data][unit_amount]": "12.50"}, "line_items[0][price_data][unit_amount]",
     "parameter_invalid_integer"),
    ({"adaptive_pricing[enabled]": "no"}, "adaptive_pricing[enabled]", ""),
    ({"mode": "gift"}, "mode", "parameter_invalid_string"),
    ({"submit_type": "give"}, "submit_type", "parameter_invalid_string"),
    ({"mode": "subscription"}, "mode", ""),
    ({"expires_at": "1700000000"}, "expires_at", ""),
    ({"success_url": "javascript:alert(1)"}, "success_url", "url_invalid"),
    ({"line_items[1][price_data][currency]": "eur"}, "line_items[0][price_data][currency]", ""),
    ({"metadata[" + "k" * 41 + "]": "v"}, "metadata", ""),
    ({"metadata[order]": "v" * 501}, "metadata", ""),
    ({"idempotency_key": "as a parameter"}, "idempotency_key", "parameter_unknown"),
    ({"line_items[0][quantity]": "-1"}, "line_items[0]", ""),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "param", "code"), WRONG, ids=lambda value: str(value)[:50])
def test_what_is_not_published_is_refused_by_name(
    stand_in: StandIn, changed: dict[str, str], param: str, code: str
) -> None:
    status, body, _ = raw(stand_in, "/v1/checkout/sessions", flat(SESSION) | changed)
    assert (status, body["error"]["type"], body["error"]["param"]) == (400, "invalid_request_error", param)
    assert body["error"].get("code", "") == code


@pytest.mark.parametrize("name", ["line_items[0][price_data][currency]", "success_url"])
def test_what_is_missing_is_named(stand_in: StandIn, name: str) -> None:
    sent = flat(SESSION)
    del sent[name]
    status, body, _ = raw(stand_in, "/v1/checkout/sessions", sent)
    assert (status, body["error"]["param"], body["error"]["code"]) == (400, name, "parameter_missing")


def test_the_session_as_payments_asks_for_it_is_taken(stand_in: StandIn) -> None:
    session = opened(stand_in)
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 10_330)
    assert session.url == f"http://127.0.0.1:9/demo/stripe/checkout/{session.id}"
    lines = stand_in.client().v1.checkout.sessions.line_items.list(session.id)
    assert [line.description for line in lines.data] == ["A gift", "The fee"]


def test_less_than_the_least_is_refused(stand_in: StandIn) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        opened(stand_in, line_items=[line("A gift", 49)])
    assert refused.value.code == "amount_too_small"


@pytest.mark.parametrize("key", ["sk_live_real", "nonsense", ""])
def test_only_a_test_key_is_let_in(stand_in: StandIn, key: str) -> None:
    assert raw(stand_in, "/v1/events", key=key)[0] == 401
    assert raw(stand_in, "/control/books", {}, key=key)[0] == 401


def test_what_is_not_there_is_not_found(stand_in: StandIn) -> None:
    status, body, _ = raw(stand_in, "/v1/checkout/sessions/cs_test_none")
    assert (status, body["error"]["code"]) == (404, "resource_missing")
    intent = paid(stand_in).payment_intent
    assert raw(stand_in, f"/v1/charges/{intent}")[0] == 404
    assert raw(stand_in, "/v1/gifts")[0] == 404
    assert raw(stand_in, "/v1/charges", {"amount": "1"})[0] == 501


def test_a_payment_by_card_has_its_fee(stand_in: StandIn) -> None:
    session = paid(stand_in)
    assert (session.status, session.payment_status) == ("complete", "paid")
    gateway = stand_in.gateway()
    assert gateway.session(session.id).paid
    charge = gateway.money(str(session.payment_intent)).charge
    assert charge is not None
    assert [line.fee_cents for line in charge.lines if isinstance(line, BalanceTransaction)] == [330]


def test_a_declined_card_leaves_the_session_open(stand_in: StandIn) -> None:
    session = opened(stand_in)
    stand_in.act("decline", session.id)
    assert not stand_in.gateway().session(session.id).complete
    stand_in.act("pay", session.id)
    found = stand_in.gateway().session(session.id)
    charges = stand_in.client().v1.charges.list(params={"payment_intent": found.payment_intent})
    assert found.paid
    assert [charge.status for charge in charges.data] == ["succeeded", "failed"]


@pytest.mark.parametrize(("act", "paid"), [("arrive", True), ("bounce", False)])
def test_a_bank_debit_is_under_way_before_it_ends(stand_in: StandIn, act: str, paid: bool) -> None:
    session = opened(stand_in)
    stand_in.act("debit", session.id)
    under_way = stand_in.gateway().session(session.id)
    assert (under_way.complete, under_way.paid) == (True, False)
    stand_in.act(act, session.id)
    assert stand_in.gateway().session(session.id).paid is paid


def test_refunds_and_disputes_are_as_payments_reads_them(stand_in: StandIn) -> None:
    intent = str(paid(stand_in).payment_intent)
    gateway = stand_in.gateway()
    first = stand_in.client().v1.refunds.create(params={"payment_intent": intent, "amount": 1_000})
    stand_in.act("refund_fails", first.id)
    charge = stand_in.books()["charges"][0]
    stand_in.refund(charge["id"], 2_000)
    assert [(one.amount_cents, one.gone_cents) for one in gateway.money(intent).refunds] == [
        (2_000, 2_000),
        (1_000, 0),
    ]
    assert stand_in.books()["charges"][0]["amount_refunded"] == 2_000
    made = stand_in.act("dispute", charge["id"])
    assert gateway.payment_intent_of("dispute", made["id"]) == intent
    whole = made["amount"]
    assert [(one.gone_cents, one.ended) for one in gateway.money(intent).disputes] == [(whole, False)]
    stand_in.act("win", made["id"])
    assert [(one.gone_cents, one.ended) for one in gateway.money(intent).disputes] == [(0, True)]


def test_more_than_was_paid_is_not_refunded(stand_in: StandIn) -> None:
    intent = str(paid(stand_in).payment_intent)
    refunds = stand_in.client().v1.refunds
    with pytest.raises(stripe.InvalidRequestError):
        refunds.create(params={"payment_intent": intent, "amount": 10_331})
    refunds.create(params={"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refunds.create(params={"payment_intent": intent})
    assert refused.value.code == "charge_already_refunded"


def test_an_expired_session_takes_no_money(stand_in: StandIn) -> None:
    session = opened(stand_in)
    stand_in.client().v1.checkout.sessions.expire(session.id)
    assert stand_in.gateway().session(session.id).expired
    with pytest.raises(Exception, match="not open"):
        stand_in.act("pay", session.id)


def everything(stand_in: StandIn) -> list[dict[str, Any]]:
    """One object of each kind and state."""
    for act in ("pay", "decline", "expire", "debit"):
        stand_in.act(act, opened(stand_in).id)
    intent = str(paid(stand_in).payment_intent)
    charge = stand_in.gateway().payment_intent_of("charge", stand_in.books()["charges"][0]["id"]) and intent
    stand_in.client().v1.refunds.create(params={"payment_intent": charge, "amount": 100})
    stand_in.act("lose", stand_in.act("dispute", stand_in.books()["charges"][0]["id"])["id"])
    books = stand_in.books()
    return [one for kind in books.values() if isinstance(kind, list) for one in kind]


def test_every_object_has_the_published_shape(stand_in: StandIn) -> None:
    found = everything(stand_in)
    assert {one["object"] for one in found} >= {
        "checkout.session",
        "payment_intent",
        "charge",
        "refund",
        "dispute",
    }
    assert [fault for one in found for fault in mismatches(one)] == []
    events = [one["data"]["object"] for one in found if one["object"] == "event"]
    assert [fault for one in events for fault in mismatches(one)] == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"gone": 1}, ".gone: unknown"),
        ({"id": None}, "id"),
        ({"amount": "5"}, ".amount: '5' is no int"),
        ({"currency": ...}, ".currency: missing"),
        ({"reason": "mood"}, ".reason: 'mood' is none of what is published"),
    ],
)
def test_a_wrong_answer_is_seen(changed: dict[str, Any], fault: str) -> None:
    refund = {
        "id": "re_1",
        "object": "refund",
        "amount": 5,
        "created": 1,
        "currency": "usd",
        "charge": None,
    } | changed
    faults = list(mismatches({name: value for name, value in refund.items() if value is not ...}))
    assert len(faults) == 1
    assert fault in faults[0]
