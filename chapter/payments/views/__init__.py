"""The pages of payments: books, Stripe, receipts, the way to Checkout and back, and the webhook."""
