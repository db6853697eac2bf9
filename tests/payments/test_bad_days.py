"""Stripe refused, cut, silent or broken; the stand-in killed between every two steps of a payment."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
import stripe
from sqlalchemy import select

from chapter import db
from chapter.gateways import Gateways
from chapter.gateways.stripe import TIMEOUT_SECONDS, Checkout, Stripe, StripeRefused, StripeSilent
from chapter.gateways.stripe.client import CheckoutItem
from chapter.gateways.stripe.http_client import DeadlineHTTPClient, time_limit
from chapter.payments import stripe_calls, tasks
from chapter.payments.models.ledger import LedgerEntry
from chapter.payments.models.orders import Attempt, Order
from tests.factories import TODAY
from tests.fault_proxy import FaultProxy
from tests.payments.orders import begin
from tests.races import beside
from tests.stripe_stand_in.stand_in import KEY, SECRET, StandIn

FAULTS = ("cut", "silent", "lost", "broken", "empty", "drips")


@pytest.fixture
def account(stand_in: StandIn) -> StandIn:
    """The stand-in, at the day of the tests."""
    stand_in.set(ahead_seconds=(TODAY - datetime.now(UTC)).total_seconds())
    return stand_in


@pytest.fixture
def proxy(account: StandIn, outside: Gateways) -> Iterator[FaultProxy]:
    """What lies between the application and the stand-in."""
    made = FaultProxy(account.base)
    outside.stripe = Stripe(KEY, SECRET, made.address)
    yield made
    outside.stripe = None
    made.end()


def wanted(key: str) -> Checkout:
    """A session, asked for by that key."""
    return Checkout(
        reference="order_1", currency="usd", items=[CheckoutItem("A gift", 5_000)], email="", donation=True,
        success_url="http://a.test/thanks", cancel_url="http://a.test/", idempotency_key=key,
        expires_at=TODAY + timedelta(hours=23),
    )  # fmt: skip


@pytest.mark.usefixtures("bought")
@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_paid_and_nothing_half_made_on_a_bad_day(
    proxy: FaultProxy, account: StandIn, an_order: Callable[..., Order], fault: str
) -> None:
    order, proxy.fault = an_order(), fault
    with pytest.raises(StripeSilent):
        begin(order)
    assert order.paid_at is None
    assert order.open
    assert db.first(select(Attempt).where(Attempt.session_id.is_not(None))) is None

    proxy.fault = ""
    address = begin(order)
    session_id = address.rpartition("/")[2]
    account.act("pay", session_id)
    assert stripe_calls.refresh_session(session_id, now=TODAY)
    assert order.paid_at is not None


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_same_key_later_gives_the_same_session(proxy: FaultProxy, account: StandIn, fault: str) -> None:
    gateway = Stripe(KEY, SECRET, proxy.address)
    proxy.fault = fault
    with pytest.raises(StripeSilent):
        gateway.open_session(wanted("order-1-1"))
    proxy.fault = ""
    first = gateway.open_session(wanted("order-1-1"))
    assert gateway.open_session(wanted("order-1-1")).id == first.id
    assert [one["id"] for one in account.books()["checkout_sessions"]] == [first.id]


@pytest.mark.usefixtures("app")
def test_a_refused_line_is_silence_and_a_no_is_a_no(account: StandIn) -> None:
    proxy = FaultProxy(account.base)
    gateway = Stripe(KEY, SECRET, proxy.address)
    with pytest.raises(StripeRefused):
        gateway.session("cs_test_none")
    proxy.end()
    with pytest.raises(StripeSilent):
        gateway.session("cs_test_none")


def test_a_page_waits_less_than_four_seconds() -> None:
    assert TIMEOUT_SECONDS < 4


def test_an_answer_that_drips_is_given_up_when_the_time_of_the_whole_call_is_over(account: StandIn) -> None:
    """The proxy would drip on for a minute, and each byte comes in time."""
    proxy = FaultProxy(account.base)
    proxy.fault = "drips"
    with pytest.raises(stripe.APIConnectionError):
        DeadlineHTTPClient(seconds=0.5).request(
            "get", f"{proxy.address}/v1/refunds", {"Authorization": f"Bearer {KEY}"}
        )
    assert not proxy.ending.is_set()
    proxy.end()


def test_a_time_out_of_the_line_alone_would_wait_on(account: StandIn) -> None:
    """The negative control: what the library's own clients do."""
    proxy = FaultProxy(account.base)
    proxy.fault = "drips"
    with closing(http.client.HTTPConnection(urlsplit(proxy.address).netloc, timeout=0.5)) as line:
        line.request("GET", "/v1/refunds", headers={"Authorization": f"Bearer {KEY}"})
        threading.Timer(1.5, proxy.end).start()
        with suppress(http.client.HTTPException, OSError), line.getresponse() as answer:  # the proxy's doing
            answer.read()
    assert proxy.ending.is_set()


def the_error_of(address: str) -> BaseException:
    """What a call to ``address`` raises, with all that its traceback still holds."""
    with pytest.raises(stripe.APIConnectionError) as raised:
        DeadlineHTTPClient(seconds=0.5).request("get", address, {})
    return raised.value


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("ends", [True, False], ids=["is cut", "goes on"])
def test_no_line_stays_open_after_an_answer_that_is_not_whole(ends: bool) -> None:
    """Even while the error is still looked at: a page that failed holds none of the machine's files."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/v1/refunds"
        with beside(partial(the_error_of, address)) as asked, server.accept()[0] as line:
            line.settimeout(5)
            line.recv(65_536)
            line.sendall(HEAD + b"{")
            if ends:
                line.shutdown(socket.SHUT_WR)
            assert isinstance(asked.result(5), stripe.APIConnectionError)
            assert line.recv(1) == b""


def test_a_name_that_nobody_looks_up_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = threading.Event()

    def slow(*_asked: object, **_more: object) -> None:
        looked_up.wait(30)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(stripe.APIConnectionError):
        DeadlineHTTPClient(seconds=0.2).request("get", "http://stripe.test/v1/refunds", {})
    assert not looked_up.is_set()
    looked_up.set()


def test_several_calls_of_a_page_have_its_time_together(account: StandIn) -> None:
    gateway = account.gateway()
    with time_limit(0.0), pytest.raises(StripeSilent):
        gateway.session("cs_test_none")
    with time_limit(60.0), pytest.raises(StripeRefused):
        gateway.session("cs_test_none")


def balance() -> int:
    """What the books say that lies at Stripe."""
    moved = list(db.session.scalars(select(LedgerEntry)))
    came = sum(one.amount_cents for one in moved if one.debit == "stripe")
    return came - sum(one.amount_cents for one in moved if one.credit == "stripe")


STEPS = ("opened", "paid", "settled", "refunded", "told")


@pytest.mark.usefixtures("bought")
@pytest.mark.parametrize("killed_after", STEPS)
def test_a_killed_stand_in_forgets_no_step(
    make_stand_in: Callable[[str], StandIn],
    outside: Gateways,
    an_order: Callable[..., Order],
    killed_after: str,
) -> None:
    account = make_stand_in("http://127.0.0.1:9")
    account.set(ahead_seconds=(TODAY - datetime.now(UTC)).total_seconds())
    outside.stripe = account.gateway()
    order = an_order()

    def done(step: str) -> None:
        if step == killed_after:
            account.kill()
            account.start()

    session_id = begin(order).rpartition("/")[2]
    done("opened")
    account.act("pay", session_id)
    done("paid")
    tasks.refresh_open_attempts(TODAY + timedelta(minutes=5))
    assert order.paid_at is not None
    done("settled")
    account.refund(account.books()["charges"][0]["id"], 1_000)
    done("refunded")
    tasks.refresh_due_payments(TODAY + timedelta(days=1))
    done("told")
    tasks.refresh_due_payments(TODAY + timedelta(days=2))
    known = account.books()
    outside.stripe = None
    assert known["charges"][0]["amount_refunded"] == 1_000
    assert balance() == sum(one["net"] for one in known["balance_transactions"])
