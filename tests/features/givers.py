"""Givers and statements; tests/features/giving.py makes them."""

from tests.feature import Feature

FEATURE = Feature(
    payloads={
        "/office/giving/statements": {"year": "2025", "act": "send"},
        "/office/giving/drives/<slug>/did": {"act": "send"},
        "/office/giving/gifts/<public_id>/thanks": {"seen": ""},
        "/office/giving/gifts/<public_id>/credit": lambda account: {"email": account.person.email},
    },
)
