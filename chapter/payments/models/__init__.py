"""Tables of payments: orders, the ledger, receipts, and Stripe's data."""
