"""A Stripe that is late, silent, empty or drips, as the controls say."""

import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.stripe_stand_in.asked import SESSION, charge_of, flat, opened, paid, raw, until
from tests.stripe_stand_in.stand_in import KEY, StandIn
from tests.stripe_stand_in.test_balance import lines


def test_a_late_line_is_nowhere_until_its_time_has_come(stand_in: StandIn) -> None:
    stand_in.set(late_lines_seconds=60)
    session = paid(stand_in)
    path: Any = {"expand": ["latest_charge.balance_transaction"]}
    api = stand_in.client().v1
    charge = api.payment_intents.retrieve(str(session.payment_intent), params=path).to_dict()["latest_charge"]
    assert (charge["paid"], charge["balance_transaction"]) == (True, None)
    refund = api.refunds.create(params={"charge": charge["id"], "amount": 1_000})
    assert refund.balance_transaction is None
    dispute = stand_in.act("dispute", charge["id"])
    known = api.disputes.retrieve(dispute["id"], params={"expand": ["charge.balance_transaction"]}).to_dict()
    assert (known["balance_transactions"], known["charge"]["balance_transaction"]) == ([], None)
    assert lines(stand_in) == []
    line = known["charge"]["id"] and dispute["balance_transactions"][0]["id"]
    assert raw(stand_in, f"/v1/balance_transactions/{line}")[0] == 404
    events = [event["data"]["object"] for event in stand_in.books()["events"]]
    assert {one.get("balance_transaction") for one in events} == {None}

    stand_in.set(ahead_seconds=61)
    assert [line["type"] for line in lines(stand_in)] == ["adjustment", "refund", "charge"]
    charge = api.charges.retrieve(charge["id"], params={"expand": ["balance_transaction"]}).to_dict()
    assert charge["balance_transaction"]["fee"] == 330
    until(lambda: "charge.updated" in [event["type"] for event in stand_in.books()["events"]])


def test_a_late_line_comes_when_it_is_pressed(stand_in: StandIn) -> None:
    stand_in.set(late_lines_seconds=3_600)
    charge = charge_of(stand_in)
    assert lines(stand_in) == []
    stand_in.set(late_lines_seconds=0)
    stand_in.refund(charge, 1_000)
    assert [line["type"] for line in lines(stand_in)] == ["refund"]
    stand_in.act("line_there", stand_in.books()["late"][0])
    assert [line["type"] for line in lines(stand_in)] == ["charge", "refund"]


def test_the_next_answers_are_empty_but_the_work_is_done(stand_in: StandIn) -> None:
    stand_in.set(empty_answers=2)
    first = raw(stand_in, "/v1/checkout/sessions", flat(SESSION), idempotency_key="order-1-1")
    assert first[:2] == (200, {})
    assert raw(stand_in, "/v1/events")[:2] == (200, {})
    status, body, _ = raw(stand_in, "/v1/checkout/sessions", flat(SESSION), idempotency_key="order-1-1")
    assert (status, body["status"]) == (200, "open")
    assert len(stand_in.books()["checkout_sessions"]) == 1


def test_an_answer_drips_headers_and_all(stand_in: StandIn) -> None:
    stand_in.set(drip_seconds=1.5)
    where = urlsplit(stand_in.base)
    began = time.monotonic()
    with socket.create_connection((str(where.hostname), where.port or 0), timeout=5) as line:
        line.sendall(f"GET /v1/events HTTP/1.0\r\nAuthorization: Bearer {KEY}\r\n\r\n".encode())
        pieces = []
        while piece := line.recv(65_536):
            pieces.append(piece)
    assert time.monotonic() - began >= 1.5
    assert len(pieces[0]) < 20
    assert len(pieces) > 50
    head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(body)["data"] == []
    stand_in.set(drip_seconds=0)


@pytest.mark.parametrize(("control", "reads"), [("slow_reads_seconds", True), ("slow_seconds", False)])
def test_reads_and_changes_are_slowed_apart(stand_in: StandIn, control: str, reads: bool) -> None:
    session = opened(stand_in)
    stand_in.set(**{control: 0.5})
    began = time.monotonic()
    raw(stand_in, "/v1/events")
    assert (time.monotonic() - began >= 0.5) is reads
    began = time.monotonic()
    raw(stand_in, f"/v1/checkout/sessions/{session.id}/expire", {})
    assert (time.monotonic() - began >= 0.5) is not reads
