"""Webhook events from Stripe: stored once when they come, archived when they can't be processed."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.gateways.stripe.client import WebhookEvent
from chapter.payments.models.stripe import ARCHIVED, StripeEvent


def store_event(heard: WebhookEvent, *, now: datetime) -> None:
    """Store the event for the worker, due at once. One that is stored already is left alone: Stripe may send
    each more than once."""
    if db.first(select(StripeEvent.id).where(StripeEvent.event_id == heard.id)) is not None:
        return
    event = StripeEvent(event_id=heard.id, kind=heard.kind, object_id=heard.object_id)
    event.received_at = event.due_at = now
    db.session.add(event)


def archive_event(event: StripeEvent, *, by: Actor, now: datetime) -> None:
    """Archive an event that can't be processed. The state at Stripe is still read every few minutes."""
    event = db.lock(event)
    event.processed_at, event.outcome = now, ARCHIVED
    audit.record(
        "archived event of Stripe", event, by=by, now=now,
        after={"event": event.event_id, "error": event.error},
    )  # fmt: skip
