"""A client for one Stripe account, on top of Stripe's own library."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import stripe

from chapter.email_addresses import NotAnAddress, to_ascii
from chapter.gateways.stripe import objects
from chapter.gateways.stripe.errors import stripe_errors
from chapter.gateways.stripe.http_client import DeadlineHTTPClient
from chapter.gateways.stripe.objects import (
    ORDER,
    BalanceTransaction,
    Charge,
    PaymentRecord,
    Reversal,
    Session,
)

Told = TypeVar("Told", Charge, Reversal)

PAGE_SIZE = 100
"""The most objects that Stripe returns per page."""

WITH_LINE = ["payment_intent.latest_charge.balance_transaction"]


class BadSignature(Exception):
    """A webhook call was not signed by Stripe, or too long ago."""


@dataclass(frozen=True)
class CheckoutItem:
    """A line of a Checkout page; the amount in the currency's smallest unit."""

    label: str
    amount_cents: int


@dataclass(frozen=True)
class Checkout:
    """The Checkout Session to open."""

    reference: str
    currency: str
    items: Sequence[CheckoutItem]
    email: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    idempotency_key: str
    donation: bool


@dataclass(frozen=True)
class WebhookEvent:
    """A webhook event: something happened to an object."""

    id: str
    kind: str
    object_id: str
    livemode: bool


@dataclass(frozen=True)
class BalancePage:
    """A page of the account's balance transactions, the latest first. ``last``: the id after which the next
    page begins; empty at the end."""

    lines: list[BalanceTransaction]
    last: str


class Stripe:
    """One Stripe account. ``base``: its address; empty: Stripe itself. ``calls``: the HTTP client; over the
    network by default."""

    def __init__(
        self, key: str, webhook_secret: str, base: str = "", calls: stripe.HTTPClient | None = None
    ) -> None:
        self.webhook_secret = webhook_secret
        self.live = "_live_" in key
        addresses: dict[str, Any] = {"base_addresses": {"api": base}} if base else {}
        self._client = stripe.StripeClient(
            key, max_network_retries=0, http_client=calls or DeadlineHTTPClient(), **addresses
        )

    def open_session(self, wanted: Checkout) -> Session:
        """Open a session; the same key gives the same session. Raises StripeSilent, StripeRefused."""
        with stripe_errors():
            made = self._client.v1.checkout.sessions.create(
                params=_params(wanted),  # type: ignore[arg-type]  # a plain dict, checked by the stand-in
                options={"idempotency_key": wanted.idempotency_key},
            )
            return objects.session(made.to_dict())

    def session(self, session_id: str) -> Session:
        """The session in its present state. Raises StripeSilent, StripeRefused."""
        with stripe_errors():
            found = self._client.v1.checkout.sessions.retrieve(session_id, params={"expand": WITH_LINE})
            return objects.session(found.to_dict())

    def expire(self, session_id: str) -> Session:
        """Expire the session, so that nobody can pay by it any more. Raises StripeSilent; StripeRefused when
        the giver completed it already, or it has ended."""
        with stripe_errors():
            return objects.session(self._client.v1.checkout.sessions.expire(session_id).to_dict())

    def money(self, intent: str) -> PaymentRecord:
        """Everything about one payment intent, with every balance transaction that belongs to it. Raises
        StripeSilent, StripeRefused."""
        with stripe_errors():
            known = self._client.v1.payment_intents.retrieve(
                intent, params={"expand": ["latest_charge.balance_transaction"]}
            ).to_dict()
            taken = objects.charge(known.get("latest_charge"))
            return PaymentRecord(
                intent=known["id"],
                reference=objects.reference(known),
                livemode=bool(known["livemode"]),
                charge=self._whole(taken) if taken else None,
                refunds=self._refunds(intent),
                disputes=self._disputes(intent),
            )

    def lines(self, since: datetime, until: datetime, after: str = "") -> BalancePage:
        """A page of the account's balance transactions created from ``since`` until before ``until``, the
        latest first; those after the transaction ``after``. Raises StripeSilent, StripeRefused."""
        made: Any = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": PAGE_SIZE,
            "expand": ["data.source"],
        }
        with stripe_errors():
            found = self._client.v1.balance_transactions.list(
                params=made | ({"starting_after": after} if after else {})
            )
            told = [objects.line(one.to_dict()) for one in found.data]
            return BalancePage(told, told[-1].id if found.has_more and told else "")

    def refund(self, intent: str, cents: int, key: str) -> Reversal:
        """Refund ``cents`` of a payment; the same key refunds it once. Raises StripeSilent, StripeRefused."""
        with stripe_errors():
            made = self._client.v1.refunds.create(
                params={"payment_intent": intent, "amount": cents, "metadata": {"request": key}},
                options={"idempotency_key": f"refund-{key}"},
            )
            return objects.refund(made.to_dict())

    def refunded(self, intent: str, key: str) -> Reversal | None:
        """The refund that was made under ``key``, also long after Stripe forgot the key. Raises StripeSilent,
        StripeRefused."""
        with stripe_errors():
            found = self._client.v1.refunds.list(params={"payment_intent": intent, "limit": PAGE_SIZE})
            known = [one.to_dict() for one in found.auto_paging_iter()]
            ours = [one for one in known if (one.get("metadata") or {}).get("request") == key]
            return objects.refund(ours[0]) if ours else None

    def payment_intent_of(self, kind: str, object_id: str) -> str:
        """The payment intent that a charge, refund or dispute is about. Raises StripeSilent,
        StripeRefused."""
        services = {"charge": "charges", "refund": "refunds", "dispute": "disputes"}
        with stripe_errors():
            found = getattr(self._client.v1, services[kind]).retrieve(object_id).to_dict()
            return str(found["payment_intent"] or "")

    def heard(self, body: bytes, signature: str | None) -> WebhookEvent:
        """The event of a webhook call, its signature verified. Raises BadSignature."""
        if not self.webhook_secret:
            raise BadSignature("no secret is set")
        try:
            event = self._client.construct_event(body, signature, self.webhook_secret).to_dict()
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise BadSignature(str(error)) from error
        return WebhookEvent(
            event["id"], event["type"], event["data"]["object"].get("id", ""), event["livemode"]
        )

    def _refunds(self, intent: str) -> list[Reversal]:
        expand = ["data.balance_transaction", "data.failure_balance_transaction"]
        params: Any = {"payment_intent": intent, "limit": PAGE_SIZE, "expand": expand}
        found = self._client.v1.refunds.list(params=params).auto_paging_iter()
        return [self._whole(objects.refund(one.to_dict())) for one in found]

    def _disputes(self, intent: str) -> list[Reversal]:
        params: Any = {"payment_intent": intent, "limit": PAGE_SIZE}
        found = self._client.v1.disputes.list(params=params).auto_paging_iter()
        return [self._whole(objects.dispute(one.to_dict())) for one in found]

    def _whole(self, told: Told) -> Told:
        """The object with each balance transaction that it names only by id fetched."""
        return replace(told, lines=tuple(self._lines(told.lines)))

    def _lines(self, known: Iterable[BalanceTransaction | str]) -> Iterable[BalanceTransaction]:
        for one in known:
            if isinstance(one, BalanceTransaction):
                yield one
            else:
                yield objects.line(self._client.v1.balance_transactions.retrieve(one).to_dict())


def _params(wanted: Checkout) -> dict[str, Any]:
    ours = {ORDER: wanted.reference}
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
        "metadata": ours,
        "payment_intent_data": {"metadata": ours},
        "adaptive_pricing": {"enabled": False},
        "success_url": wanted.success_url,
        "cancel_url": wanted.cancel_url,
        "expires_at": int(wanted.expires_at.timestamp()),
    }
    if wanted.donation:
        params["submit_type"] = "donate"
    return params | _prefilled(wanted.email)


def _prefilled(email: str) -> dict[str, str]:
    """The payer's email for Checkout's own form, which takes only ASCII; without one they type it there."""
    try:
        return {"customer_email": to_ascii(email)} if email else {}
    except NotAnAddress:
        return {}
