"""Webhooks, signed as Stripe signs them and resent until they are accepted; and scheduled actions."""

import json
import threading
import time
import urllib.error
import urllib.request

import stripe

from stripe_stand_in.account import Account
from stripe_stand_in.actions import ACTS
from stripe_stand_in.errors import StripeError
from stripe_stand_in.timestamps import since_1970

PAUSE_SECONDS = 0.1
TIMEOUT_SECONDS = 10
LONGEST_WAIT_SECONDS = 60
GIVES_UP_SECONDS = 3 * 24 * 3600


class Sender(threading.Thread):
    """Sends what is due, one after the other. A kill loses nothing: what was not accepted is sent again."""

    def __init__(self, account: Account, address: str, secret: str) -> None:
        super().__init__(daemon=True, name="webhooks")
        self.account, self.address, self.secret = account, address, secret

    def run(self) -> None:
        """Send until the process ends."""
        while True:
            self.once()
            time.sleep(PAUSE_SECONDS)

    def once(self) -> int:
        """Do the scheduled actions that are due, send waiting webhooks; returns how many were accepted."""
        self._ripen()
        found = self.account.store.rows(
            "SELECT number, event, tries FROM sending WHERE done IS NULL AND due <= ? ORDER BY due, number",
            since_1970(),
        )
        return sum(self._send(number, event, tries) for number, event, tries in found)

    def _ripen(self) -> None:
        store = self.account.store
        for number, act, object_id in store.rows(
            "SELECT number, act, object FROM due WHERE at <= ?", self.account.now()
        ):
            with store.together():
                if store.rows(
                    "DELETE FROM due WHERE number = ? AND object = ? RETURNING 1", number, object_id
                ):
                    self._do(act, object_id)

    def _do(self, act: str, object_id: str) -> None:
        try:
            ACTS[act](self.account, object_id)
        except StripeError:
            return  # it was paid or ended before it became due

    def _send(self, number: int, event_id: str, tries: int) -> int:
        event = self.account.store.get(event_id)
        if event is None:
            return 0  # the account was cleared meanwhile
        payload = json.dumps(event, indent=2)
        taken = self._post(payload)
        wait = min(LONGEST_WAIT_SECONDS, 2**tries)
        ended = taken or since_1970() - event["created"] > GIVES_UP_SECONDS
        with self.account.store.together():
            self.account.store.rows(
                "UPDATE sending SET tries = ?, due = ?, done = ? WHERE number = ? AND event = ?",
                tries + 1, since_1970() + wait, ("taken" if taken else "given up") if ended else None,
                number, event_id,
            )  # fmt: skip
            if taken and self.account.store.get(event_id):
                self.account.store.put(event | {"pending_webhooks": 0})
        return int(taken)

    def _post(self, payload: str) -> bool:
        signature = stripe.WebhookSignature.generate_signature_header(payload, self.secret)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        call = urllib.request.Request(self.address, payload.encode(), headers, method="POST")  # noqa: S310 - ours
        try:
            with urllib.request.urlopen(call, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - as above
                return bool(200 <= answer.status < 300)
        except (urllib.error.URLError, OSError):
            return False
