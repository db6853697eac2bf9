"""Idempotency as Stripe documents it, webhooks as Stripe sends them, and a kill that loses nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

import config
from stripe_stand_in.__main__ import why_not
from tests.conftest import SETTINGS
from tests.races import beside
from tests.stripe_stand_in.asked import SESSION, flat, opened, raw, until
from tests.stripe_stand_in.stand_in import KEY, SECRET, StandIn

CREATE = "/v1/checkout/sessions"


def test_the_same_key_gives_the_same_session(stand_in: StandIn) -> None:
    first = opened(stand_in, "order-1-1")
    assert opened(stand_in, "order-1-1").id == first.id
    assert opened(stand_in, "order-1-2").id != first.id
    status, body, headers = raw(stand_in, CREATE, flat(SESSION), idempotency_key="by hand")
    again = raw(stand_in, CREATE, flat(SESSION), idempotency_key="by hand")
    assert again[:2] == (status, body)
    assert "Idempotent-Replayed" not in headers
    assert again[2]["Idempotent-Replayed"] == "true"


def test_the_same_key_with_other_parameters_is_refused(stand_in: StandIn) -> None:
    opened(stand_in, "order-1-1")
    with pytest.raises(stripe.IdempotencyError):
        opened(stand_in, "order-1-1", client_reference_id="order_2")


def test_a_no_is_kept_but_not_one_before_the_work_began(stand_in: StandIn) -> None:
    gone = {"charge": "ch_none"}
    assert raw(stand_in, "/v1/refunds", gone, idempotency_key="r")[0] == 404
    assert raw(stand_in, "/v1/refunds", gone, idempotency_key="r")[2]["Idempotent-Replayed"] == "true"
    assert raw(stand_in, CREATE, flat(SESSION) | {"nonsense": "1"}, idempotency_key="s")[0] == 400
    assert raw(stand_in, CREATE, flat(SESSION), idempotency_key="s")[0] == 200


def test_two_at_once_with_one_key_are_one(stand_in: StandIn) -> None:
    stand_in.set(slow_seconds=0.5)

    def ask() -> int:
        return raw(stand_in, CREATE, flat(SESSION), idempotency_key="both")[0]

    with beside(ask) as other:
        found = ask()
    assert sorted([found, other.result()]) == [200, 409]
    assert len(stand_in.books()["checkout_sessions"]) == 1


class Site(ThreadingHTTPServer):
    """A site that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Heard)
        self.heard: list[tuple[str, str]] = []
        self.refuse = 0
        self.takes_seconds = 0.0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def events(self) -> list[stripe.Event]:
        """What it was told, each proved as payments proves it."""
        client = stripe.StripeClient(KEY)
        return [client.construct_event(body, signature, SECRET) for body, signature in self.heard]

    def kinds(self) -> list[str]:
        """Of which kinds."""
        return [event.type for event in self.events()]


class Heard(BaseHTTPRequestHandler):
    """Takes one webhook, or refuses it."""

    server: Site

    def do_POST(self) -> None:
        """Keep it."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        refused = self.server.refuse > 0
        self.server.refuse -= 1
        if not refused:
            self.server.heard.append((body, self.headers["Stripe-Signature"]))
        time.sleep(self.server.takes_seconds)
        self.send_response(500 if refused else 204)
        self.end_headers()

    def log_message(self, *_parts: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def running_site() -> Iterator[Site]:
    """A site that listens."""
    made = Site()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def site(running_site: Site) -> Site:
    """The site, which has heard nothing yet."""
    running_site.heard, running_site.refuse, running_site.takes_seconds = [], 0, 0
    return running_site


@pytest.fixture
def telling(site: Site, make_stand_in: Callable[[str], StandIn]) -> StandIn:
    """A stand-in that tells the site."""
    return make_stand_in(site.address)


def test_webhooks_are_signed_doubled_held_dropped_and_tried_again(telling: StandIn, site: Site) -> None:
    telling.act("expire", opened(telling).id)
    until(lambda: site.kinds() == ["checkout.session.expired"])
    body, signature = site.heard.pop()
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.StripeClient(KEY).construct_event(body + " ", signature, SECRET)

    telling.set(copies=2)
    telling.act("expire", opened(telling).id)
    until(lambda: len(site.heard) == 2)
    assert len({event.id for event in site.events()}) == 1

    site.heard.clear()
    telling.set(copies=1, drop=True)
    telling.act("expire", opened(telling).id)
    telling.set(drop=False, hold=True)
    telling.act("pay", opened(telling).id)
    assert telling.release("backwards") == 3
    until(lambda: len(site.heard) == 3)
    assert site.kinds() == ["checkout.session.completed", "payment_intent.succeeded", "charge.succeeded"]

    site.heard.clear()
    site.refuse = 1
    telling.set(hold=False, delay_seconds=0.2)
    telling.act("expire", opened(telling).id)
    until(lambda: site.kinds() == ["checkout.session.expired"])
    until(lambda: telling.books()["waiting"] == 0)


def test_an_account_cleared_while_webhooks_leave_tells_what_comes_after(telling: StandIn, site: Site) -> None:
    telling.set(hold=True)
    telling.act("pay", opened(telling).id)
    site.takes_seconds = 0.5
    telling.release()
    until(lambda: len(site.heard) == 1)
    telling.clear()
    site.takes_seconds = 0
    telling.act("expire", opened(telling).id)
    until(lambda: "checkout.session.expired" in site.kinds())


def test_a_kill_loses_nothing(telling: StandIn, site: Site) -> None:
    telling.set(hold=True)
    session = opened(telling, "order-1-1")
    telling.act("pay", session.id)
    telling.kill()
    telling.start()
    assert telling.gateway().session(session.id).paid
    assert opened(telling, "order-1-1").id == session.id
    assert telling.release() == 3
    until(lambda: len(site.heard) == 3)
    assert site.kinds()[-1] == "checkout.session.completed"


@pytest.mark.parametrize(("act", "kind"), [("debit_arrives", "succeeded"), ("debit_bounces", "failed")])
def test_a_bank_debit_ends_by_itself(telling: StandIn, site: Site, act: str, kind: str) -> None:
    telling.act(act, opened(telling).id)
    until(lambda: "checkout.session.completed" in site.kinds())
    telling.set(ahead_seconds=20)
    until(lambda: f"checkout.session.async_payment_{kind}" in site.kinds())


def test_a_session_runs_out_by_itself(telling: StandIn, site: Site) -> None:
    opened(telling)
    telling.set(ahead_seconds=24 * 3600 + 1)
    until(lambda: site.kinds() == ["checkout.session.expired"])


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"CHAPTER_ENV": "production", "BASE_URL": "https://a.example"}, "production"),
        (
            {"STRIPE_SECRET_KEY": "sk_test_of_a_sandbox", "STRIPE_WEBHOOK_SECRET": "whsec_x"},
            "STRIPE_SECRET_KEY",
        ),
    ],
)
def test_it_does_not_start_where_money_could_be_meant(settings: dict[str, str], word: str) -> None:
    assert word in why_not(config.load({**SETTINGS, **settings}))
    assert why_not(config.load(SETTINGS)) == ""
