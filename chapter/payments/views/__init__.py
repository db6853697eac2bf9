"""The pages of payments: only the webhook that Stripe calls."""
