"""Disputes: which money moves, what Stripe keeps, and which events tell of it."""

import pytest
import stripe

from stripe_stand_in.client import Refused
from stripe_stand_in.response_checks import mismatches
from tests.stripe_stand_in.asked import charge_of, opened, paid
from tests.stripe_stand_in.stand_in import StandIn
from tests.stripe_stand_in.test_balance import kinds

WITHDRAWN = ("adjustment", "dispute", -10_330, 1_500)
COUNTERED = ("stripe_fee", "fee", -1_500, 0)


def moved(stand_in: StandIn) -> list[tuple[str, str, int, int]]:
    """The lines since the payment, the oldest first."""
    return kinds(stand_in)[::-1][1:]


def told(stand_in: StandIn) -> list[str]:
    """The events about disputes and refunds, the oldest first."""
    events = [event["type"] for event in stand_in.books()["events"][::-1]]
    return [kind for kind in events if "dispute" in kind or "refund" in kind]


@pytest.mark.parametrize(
    ("answered", "back"),
    [
        (False, [WITHDRAWN, ("adjustment", "dispute_reversal", 10_330, 0)]),
        (True, [WITHDRAWN, COUNTERED, ("adjustment", "dispute_reversal", 10_330, -1_500)]),
    ],
)
def test_what_is_won_comes_again_with_the_fee_for_countering_but_not_the_one_for_the_dispute(
    stand_in: StandIn, answered: bool, back: list[tuple[str, str, int, int]]
) -> None:
    made = stand_in.act("dispute", charge_of(stand_in))
    if answered:
        assert stand_in.act("answer", made["id"])["status"] == "under_review"
    assert stand_in.act("win", made["id"])["status"] == "won"
    assert moved(stand_in) == back


def test_what_is_lost_is_gone_with_both_fees(stand_in: StandIn) -> None:
    made = stand_in.act("dispute", charge_of(stand_in))
    stand_in.act("answer", made["id"])
    assert stand_in.act("lose", made["id"])["status"] == "lost"
    assert moved(stand_in) == [WITHDRAWN, COUNTERED]
    assert told(stand_in) == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.closed",
    ]


@pytest.mark.parametrize("end", ["win", "lose"])
def test_a_won_dispute_is_taken_to_appeal_and_the_money_withdrawn_again(stand_in: StandIn, end: str) -> None:
    made = stand_in.act("dispute", charge_of(stand_in))
    stand_in.act("win", made["id"])
    assert stand_in.act("appeal", made["id"])["status"] == "appeal_needs_response"
    assert stand_in.act("answer", made["id"])["status"] == "appeal_under_review"
    stand_in.act(end, made["id"])
    again = ("adjustment", "dispute_reversal", 10_330, 0)
    lines = [WITHDRAWN, again, ("adjustment", "dispute", -10_330, 0)]
    assert moved(stand_in) == lines + ([again] if end == "win" else [])
    known = stand_in.client().v1.disputes.retrieve(made["id"]).to_dict()
    assert known["status"] == {"win": "won", "lose": "lost"}[end]
    assert [line["amount"] for line in known["balance_transactions"]] == [line[2] for line in moved(stand_in)]
    assert told(stand_in)[4:8] == [
        "charge.dispute.updated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.closed",
    ]


def test_a_lost_dispute_taken_to_appeal_moves_nothing_until_it_is_won(stand_in: StandIn) -> None:
    made = stand_in.act("dispute", charge_of(stand_in))
    stand_in.act("lose", made["id"])
    stand_in.act("appeal", made["id"])
    assert moved(stand_in) == [WITHDRAWN]
    stand_in.act("win", made["id"])
    assert moved(stand_in) == [WITHDRAWN, ("adjustment", "dispute_reversal", 10_330, 0)]


def test_an_inquiry_moves_nothing_and_may_be_refunded(stand_in: StandIn) -> None:
    charge = charge_of(stand_in)
    made = stand_in.act("inquire", charge)
    assert (made["status"], made["payment_method_details"]["card"]["case_type"]) == (
        "warning_needs_response",
        "inquiry",
    )
    assert stand_in.act("answer", made["id"])["status"] == "warning_under_review"
    assert moved(stand_in) == []
    stand_in.refund(charge, 1_000)
    assert stand_in.act("inquiry_closes", made["id"])["status"] == "warning_closed"
    assert moved(stand_in) == [("refund", "refund", -1_000, 0)]
    assert told(stand_in)[-1] == "charge.dispute.closed"
    assert stand_in.act("dispute", charge)["status"] == "needs_response"


def test_an_inquiry_becomes_a_dispute(stand_in: StandIn) -> None:
    charge = charge_of(stand_in)
    made = stand_in.act("inquire", charge)
    assert stand_in.act("inquiry_escalates", made["id"])["status"] == "needs_response"
    assert moved(stand_in) == [WITHDRAWN]
    with pytest.raises(Refused):
        stand_in.refund(charge)


def test_a_prevented_dispute_costs_nothing(stand_in: StandIn) -> None:
    made = stand_in.act("prevented", charge_of(stand_in))
    assert (made["status"], made["balance_transactions"]) == ("prevented", [])
    assert moved(stand_in) == []
    refunded = stand_in.act("prevented_by_refund", charge_of(stand_in))
    assert refunded["payment_method_details"]["card"]["case_type"] == "resolution"
    assert [line[:3] for line in kinds(stand_in, type="refund")] == [("refund", "refund", -10_330)]
    assert stand_in.books()["charges"][0]["refunded"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("dispute", "appeal"),
        ("dispute", "inquiry_closes"),
        ("inquire", "win"),
        ("inquire", "appeal"),
        ("prevented", "win"),
        ("prevented", "answer"),
    ],
)
def test_what_a_dispute_is_not_at_is_refused(stand_in: StandIn, first: str, then: str) -> None:
    made = stand_in.act(first, charge_of(stand_in))
    with pytest.raises(Refused):
        stand_in.act(then, made["id"])
    with pytest.raises(Refused):
        stand_in.act("dispute", made["charge"])
    assert stand_in.books()["disputes"][0]["status"] == made["status"]


def test_what_was_given_back_is_not_disputed(stand_in: StandIn) -> None:
    charge = charge_of(stand_in)
    stand_in.refund(charge)
    with pytest.raises(Refused):
        stand_in.act("dispute", charge)


def test_every_dispute_has_the_published_shape(stand_in: StandIn) -> None:
    for act in ("dispute", "inquire", "prevented", "prevented_by_refund"):
        stand_in.act(act, charge_of(stand_in))
    session = opened(stand_in)
    stand_in.act("debit", session.id)
    stand_in.act("arrive", session.id)
    stand_in.act("dispute", stand_in.books()["charges"][0]["id"])
    for name in ("dispute", "inquire"):
        made = stand_in.act(name, charge_of(stand_in))
        stand_in.act("answer", made["id"])
    found = stand_in.client().v1.disputes.list(params={"limit": 100}).data
    assert len(found) == 7
    assert [fault for one in found for fault in mismatches(one.to_dict())] == []
    events = [event["data"]["object"] for event in stand_in.books()["events"]]
    assert [fault for one in events for fault in mismatches(one)] == []


def test_another_shops_payment_names_nothing_of_ours(stand_in: StandIn) -> None:
    charge = stand_in.act("not_ours", "ben@example.test")
    session = stand_in.act("not_ours_by_checkout", "")
    api = stand_in.client().v1
    found = api.charges.retrieve(charge["id"], params={"expand": ["payment_intent"]}).to_dict()
    assert (found["metadata"], found["payment_intent"]["metadata"]) == ({}, {})
    assert api.checkout.sessions.list(params={"payment_intent": found["payment_intent"]["id"]}).data == []
    known = api.checkout.sessions.retrieve(session["id"]).to_dict()
    assert (known["client_reference_id"], known["metadata"], known["payment_status"]) == (None, {}, "paid")
    kinds = [event["type"] for event in stand_in.books()["events"][::-1]]
    assert kinds == ["charge.succeeded", "payment_intent.succeeded"] * 2 + ["checkout.session.completed"]
    stand_in.act("dispute", charge["id"])


def test_a_second_session_for_the_same_reference_can_be_paid_too(stand_in: StandIn) -> None:
    first = paid(stand_in)
    second = stand_in.act("open_again", first.id)
    assert (second["client_reference_id"], second["status"]) == ("order_1", "open")
    stand_in.act("pay", second["id"])
    found = stand_in.client().v1.checkout.sessions.list().data
    assert [one.client_reference_id for one in found] == ["order_1", "order_1"]
    assert len({one.payment_intent for one in found}) == 2
    lines = stand_in.client().v1.checkout.sessions.line_items.list(second["id"])
    assert [line.description for line in lines.data] == ["A gift", "The fee"]


def test_a_refund_by_card_can_be_pending_at_first(stand_in: StandIn) -> None:
    stand_in.set(refunds_wait=True)
    refunds = stand_in.client().v1.refunds
    made = refunds.create(params={"charge": charge_of(stand_in)})
    assert made.status == "pending"
    assert stand_in.act("refund_arrives", made.id)["status"] == "succeeded"
    with pytest.raises(stripe.InvalidRequestError):
        refunds.create(params={"charge": str(made.charge)})
