"""What a gift costs us: Checkout started and a webhook taken in, against a baseline that commits one row.

Stripe is the stand-in, a process whose own time does not count.
"""

import hashlib
import hmac
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.load import Reply, ask, burst
from bench.processes import Stack
from bench.results import Row
from bench.rsvp import hidden_fields
from tests.proof.processes import free_port
from tests.stripe_stand_in.stand_in import KEY, SECRET, StandIn

DRIVE = "/give/give-something-nice"
TIMES, ROUNDS, MOST = 60, 3, 3.0
"""The limit on Checkouts of all addresses is 300 in ten minutes."""


def rows(baseline: Stack, settings: dict[str, str]) -> list[Row]:
    """Two rows, each in alternating rounds."""
    with tempfile.TemporaryDirectory() as folder:
        account = StandIn.at(Path(folder), "http://127.0.0.1:9", free_port())
        account.start()
        try:
            stripe = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET}
            stripe |= {"CHAPTER_ENV": "test", "STRIPE_API_BASE": account.base}
            with Stack("wsgi:app", settings | stripe) as chapter:
                return [
                    _row("Checkout started", chapter, baseline, _checkouts, 303),
                    _row("Webhook taken in", chapter, baseline, _webhooks, 204),
                ]
        finally:
            account.kill()


def _row(
    what: str,
    chapter: Stack,
    baseline: Stack,
    ready: Callable[[Stack, int], Callable[[int], Reply]],
    expect: int,
) -> Row:
    ratios, spent = [], []
    for turn in range(ROUNDS):
        bare = burst(baseline, TIMES, lambda _number: ask(baseline, "POST", "/seat", {}), 303)
        ours = burst(chapter, TIMES, ready(chapter, turn), expect)
        ratios.append(ours.cpu_ms / bare.cpu_ms)
        spent.append(ours.cpu_ms)
    ratio = statistics.median(ratios)
    detail = f"{statistics.median(spent):.1f} ms CPU; {', '.join(f'{one:.2f}' for one in ratios)}"
    return Row(what, round(ratio, 2), "× baseline", f"at most {MOST:.0f}", ratio <= MOST, detail)


def _checkouts(chapter: Stack, turn: int) -> Callable[[int], Reply]:
    """Forms that are filled in already, each from an address of its own."""
    forms = []
    for number in range(TIMES):
        page = ask(chapter, "GET", DRIVE, X_Forwarded_For=_address(turn, number))
        cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
        fields = hidden_fields(page.body) | {
            "other": "40", "name": f"Giver {number}", "email": f"g{turn}x{number}@bench.test",
        }  # fmt: skip
        forms.append((fields, cookie))

    def press(number: int) -> Reply:
        fields, cookie = forms[number]
        address = _address(turn, number)
        return ask(chapter, "POST", f"{DRIVE}/checkout", fields, Cookie=cookie, X_Forwarded_For=address)

    return press


def _webhooks(chapter: Stack, turn: int) -> Callable[[int], Reply]:
    """Events as Stripe signs them."""

    def tell(number: int) -> Reply:
        event = {
            "id": f"evt_bench_{turn}_{number}", "object": "event", "type": "checkout.session.completed",
            "livemode": False, "data": {"object": {"id": f"cs_test_{number}", "object": "checkout.session"}},
        }  # fmt: skip
        body, now = json.dumps(event), str(int(time.time()))
        proof = hmac.new(SECRET.encode(), f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
        return ask(
            chapter, "POST", "/stripe/webhook", raw=body, Stripe_Signature=f"t={now},v1={proof}",
            Content_Type="application/json",
        )  # fmt: skip

    return tell


def _address(turn: int, number: int) -> str:
    return f"10.7.{turn}.{number}"
