"""Stripe, as far as payments need it: hosted Checkout, and reading what became of it.

In a request each call waits 3 seconds at most and is not repeated, so that a page answers within 4; the
worker repeats by its own rows. The API version is the one that the library was made for.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe

from chapter import db

TIMEOUT_SECONDS = 3.0
FINAL_REFUNDS = {"failed", "canceled"}
FAILED_INTENTS = {"requires_payment_method", "canceled"}
"""Where a payment stands whose bank debit failed (docs.stripe.com/payments/paymentintents/lifecycle)."""


class StripeSilent(Exception):
    """Stripe could not be reached, or did not answer in time: nobody knows what it did."""


class StripeRefused(Exception):
    """Stripe answered that it will not do it; nothing was charged. The sentence is Stripe's."""


class NotStripe(Exception):
    """What came to the webhook was not signed by Stripe, or too long ago."""


@dataclass(frozen=True)
class Item:
    """A line of a Checkout page; the amount in the currency's smallest coin."""

    label: str
    amount_cents: int


@dataclass(frozen=True)
class Checkout:
    """A session to be opened."""

    reference: str
    currency: str
    items: Sequence[Item]
    email: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    idempotency_key: str
    donation: bool


@dataclass(frozen=True)
class Session:
    """A Checkout Session as Stripe knows it now. ``paid``: the money is there; ``complete`` without it: a
    bank debit is under way, unless ``failed``."""

    id: str
    url: str
    status: str
    paid: bool
    amount_cents: int
    currency: str
    reference: str
    payment_intent: str
    livemode: bool
    failed: bool = False

    @property
    def complete(self) -> bool:
        """Whether she went through it."""
        return self.status == "complete"

    @property
    def expired(self) -> bool:
        """Whether nobody can pay by it any more."""
        return self.status == "expired"


@dataclass(frozen=True)
class Return:
    """A refund or a dispute. ``standing``: the money is back with the payer; False: it came again, or it was
    never taken. ``ended``: nothing will change any more; a dispute that stands and has ended is lost."""

    id: str
    payment_intent: str
    amount_cents: int
    standing: bool
    ended: bool
    at: datetime


@dataclass(frozen=True)
class Event:
    """A hint that something happened to an object."""

    id: str
    kind: str
    object_id: str
    livemode: bool


class Stripe:
    """One account of Stripe's. ``base``: where it is; empty: Stripe itself."""

    def __init__(self, key: str, webhook_secret: str, base: str = "") -> None:
        self.webhook_secret = webhook_secret
        self.live = "_live_" in key
        addresses: dict[str, Any] = {"base_addresses": {"api": base}} if base else {}
        http = stripe.RequestsClient(timeout=TIMEOUT_SECONDS)
        self._client = stripe.StripeClient(key, max_network_retries=0, http_client=http, **addresses)

    def open_session(self, wanted: Checkout) -> Session:
        """Open a session; the same key gives the same session. Raises StripeSilent, StripeRefused."""
        with _asking():
            made = self._client.v1.checkout.sessions.create(
                params=_params(wanted),  # type: ignore[arg-type]  # a plain dict, checked by the stand-in
                options={"idempotency_key": wanted.idempotency_key},
            )
        return _session(made)

    def session(self, session_id: str) -> Session:
        """That session as it stands. Raises StripeSilent, StripeRefused."""
        with _asking():
            expand: Any = {"expand": ["payment_intent"]}
            return _session(self._client.v1.checkout.sessions.retrieve(session_id, params=expand))

    def fee_of(self, payment_intent: str) -> int | None:
        """What Stripe kept of a payment, in cents; None while its balance transaction is not there."""
        expand = {"expand": ["latest_charge.balance_transaction"]}
        with _asking():
            found = self._client.v1.payment_intents.retrieve(payment_intent, params=expand).to_dict()  # type: ignore[arg-type]  # as above
        transaction = (found.get("latest_charge") or {}).get("balance_transaction") or {}
        return transaction.get("fee") if isinstance(transaction, dict) else None

    def refunds_of(self, payment_intent: str) -> list[Return]:
        """Every refund of a payment, ours and those made in the dashboard."""
        with _asking():
            found = self._client.v1.refunds.list(params={"payment_intent": payment_intent, "limit": 100})
            return [_refund(one.to_dict()) for one in found.auto_paging_iter()]

    def disputes_of(self, payment_intent: str) -> list[Return]:
        """Every dispute about a payment."""
        with _asking():
            found = self._client.v1.disputes.list(params={"payment_intent": payment_intent, "limit": 100})
            return [_dispute(one.to_dict()) for one in found.auto_paging_iter()]

    def payment_intent_of(self, kind: str, object_id: str) -> str:
        """The payment that a charge, refund or dispute is about."""
        rooms = {"charge": "charges", "refund": "refunds", "dispute": "disputes"}
        with _asking():
            found = getattr(self._client.v1, rooms[kind]).retrieve(object_id).to_dict()
        return str(found.get("payment_intent") or "")

    def heard(self, body: bytes, signature: str | None) -> Event:
        """The event that a call of the webhook tells of. Raises NotStripe."""
        if not self.webhook_secret:
            raise NotStripe("no secret is set")
        try:
            event = self._client.construct_event(body, signature, self.webhook_secret).to_dict()
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise NotStripe(str(error)) from error
        return Event(event["id"], event["type"], event["data"]["object"].get("id", ""), event["livemode"])


@contextmanager
def _asking() -> Iterator[None]:
    if db.in_writing():
        raise RuntimeError("Stripe is asked with no transaction open")
    try:
        yield
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        raise StripeSilent(str(error)) from error
    except stripe.StripeError as error:
        raise StripeRefused(error.user_message or str(error)) from error


def _params(wanted: Checkout) -> dict[str, Any]:
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": wanted.currency,
                    "unit_amount": item.amount_cents,
                    "product_data": {"name": item.label},
                },
            }
            for item in wanted.items
        ],
        "customer_creation": "if_required",
        "client_reference_id": wanted.reference,
        "metadata": {"order": wanted.reference},
        "payment_intent_data": {"metadata": {"order": wanted.reference}},
        "adaptive_pricing": {"enabled": False},
        "success_url": wanted.success_url,
        "cancel_url": wanted.cancel_url,
        "expires_at": int(wanted.expires_at.timestamp()),
    }
    if wanted.donation:
        params["submit_type"] = "donate"
    return params | ({"customer_email": wanted.email} if wanted.email else {})


def _session(found: Any) -> Session:
    known = found.to_dict()
    intent = known.get("payment_intent") or ""
    made = intent if isinstance(intent, dict) else {"id": intent}
    return Session(
        id=known["id"],
        url=known.get("url") or "",
        status=known.get("status") or "",
        paid=known.get("payment_status") == "paid",
        amount_cents=known.get("amount_total") or 0,
        currency=known.get("currency") or "",
        reference=known.get("client_reference_id") or "",
        payment_intent=made["id"],
        livemode=bool(known.get("livemode")),
        failed=made.get("status") in FAILED_INTENTS,
    )


def _refund(known: dict[str, Any]) -> Return:
    status = known.get("status")
    return Return(
        id=known["id"],
        payment_intent=known.get("payment_intent") or "",
        amount_cents=known["amount"],
        standing=status == "succeeded",
        ended=status in FINAL_REFUNDS,
        at=_moment(known["created"]),
    )


def _dispute(known: dict[str, Any]) -> Return:
    status = str(known.get("status"))
    return Return(
        id=known["id"],
        payment_intent=known.get("payment_intent") or "",
        amount_cents=known["amount"],
        standing=status in {"needs_response", "under_review", "lost"},
        ended=status in {"won", "lost"},
        at=_moment(known["created"]),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
