"""New objects, complete, in their published shapes. Amounts in the currency's smallest unit."""

import secrets
from typing import Any

Body = dict[str, Any]
HOLDS_SECONDS = 2 * 24 * 3600
"""How many seconds after a payment its money becomes available."""

CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "payment_failure_refund": "charge_failure",
    "payout_failure": "payout_reversal",
    "stripe_fee": "fee",
}
"""Stripe's reporting category for a type of line, where it is not the same word
(docs.stripe.com/reports/reporting-categories)."""


def new_id(prefix: str) -> str:
    """A random id that nobody can guess."""
    return f"{prefix}_{secrets.token_hex(12)}"


def session(params: Body, *, address: str, now: int, lasts: int) -> Body:
    """An open Checkout Session; ``address`` is its page, to which its id is added."""
    session_id = new_id("cs_test")
    total = sum(line["price_data"]["unit_amount"] * line.get("quantity", 1) for line in params["line_items"])
    named = ("cancel_url", "success_url", "client_reference_id", "customer_email", "submit_type")
    return {
        **{name: params.get(name) for name in named},
        "id": session_id,
        "object": "checkout.session",
        "url": f"{address}/{session_id}",
        "mode": params["mode"],
        "status": "open",
        "payment_status": "unpaid",
        "amount_subtotal": total,
        "amount_total": total,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "currency": params["line_items"][0]["price_data"]["currency"],
        "created": now,
        "expires_at": params.get("expires_at", now + lasts),
        "metadata": params.get("metadata") or {},
        "livemode": False,
        "payment_intent": None,
        "customer": None,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": None,
        "adaptive_pricing": params.get("adaptive_pricing") or {"enabled": True},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "payment_method_collection": "if_required",
        "payment_method_types": params.get("payment_method_types") or ["card", "us_bank_account"],
        "shipping_options": [],
        "ui_mode": "hosted_page",
    }


def line_item(line: Body) -> Body:
    """One line of a session."""
    price, quantity = line["price_data"], line.get("quantity", 1)
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "quantity": quantity,
        "price": None,
    }


def payment_intent(of: Body, metadata: Body, *, now: int) -> Body:
    """The payment intent of a session."""
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": of["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "created": now,
        "currency": of["currency"],
        "latest_charge": None,
        "last_payment_error": None,
        "livemode": False,
        "metadata": metadata,
        "payment_method_types": of["payment_method_types"],
        "status": "requires_payment_method",
    }


def charge(intent: Body, method: str, status: str, email: str | None, *, now: int) -> Body:
    """One attempt to take the money: by ``card`` or ``us_bank_account``."""
    paid = status == "succeeded"
    return {
        "id": new_id("ch" if method == "card" else "py"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": email, "name": None, "phone": None, "tax_id": None},
        "captured": status != "failed",
        "created": now,
        "currency": intent["currency"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None if status != "failed" else "card_declined",
        "failure_message": None if status != "failed" else "Your card was declined.",
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method_details": {"type": method},
        "refunded": False,
        "status": status,
    }


def balance_transaction(of: Body, kind: str, amount: int, fee: int, *, now: int) -> Body:
    """What a charge, refund, dispute or payout does to the account's money; a negative ``fee`` is given
    back."""
    fees = [{"amount": fee, "application": None, "currency": of["currency"], "type": "stripe_fee"}]
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now + HOLDS_SECONDS,
        "balance_type": "payments",
        "created": now,
        "currency": of["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [one | {"description": "Processing fees"} for one in fees if fee],
        "net": amount - fee,
        "reporting_category": CATEGORIES.get(kind, kind),
        "source": of["id"],
        "status": "pending",
        "type": kind,
    }


def refund(of: Body, amount: int, params: Body, *, now: int) -> Body:
    """A refund, its money on its way back to the payer."""
    by_card = of["payment_method_details"]["type"] == "card"
    return {
        "id": new_id("re" if by_card else "pyr"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": now,
        "currency": of["currency"],
        "failure_balance_transaction": None,
        "metadata": params.get("metadata") or {},
        "payment_intent": of["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "status": "succeeded" if by_card else "pending",
    }


def disputed_card(case: str) -> Body:
    """The card-specific details of a dispute of this ``case``."""
    card = {"brand": "visa", "case_type": case, "network": "visa", "network_reason_code": "10.4"}
    return {"type": "card", "card": card}


def dispute(of: Body, case: str, status: str, *, now: int) -> Body:
    """A dispute of a charge."""
    by_card = of["payment_method_details"]["type"] == "card"
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": of["amount"],
        "balance_transactions": [],
        "charge": of["id"],
        "created": now,
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + 7 * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": of["payment_intent"],
        "payment_method_details": disputed_card(case) if by_card else None,
        "reason": "fraudulent",
        "status": status,
    }


def payout(amount: int, currency: str, *, now: int, arrives: int) -> Body:
    """A payout, its money on its way to the account's bank."""
    return {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": arrives,
        "automatic": True,
        "balance_transaction": None,
        "created": now,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "completed",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "in_transit",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }


def event(kind: str, of: Body, *, api_version: str, now: int) -> Body:
    """An event about an object."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": api_version,
        "created": now,
        "data": {"object": of},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
