"""A pretend Stripe."""

from tests.payments.fake_stripe import stripe as stripe
