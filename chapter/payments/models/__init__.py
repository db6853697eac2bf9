"""Tables of payments: orders, the ledger, receipts, what Stripe says."""
