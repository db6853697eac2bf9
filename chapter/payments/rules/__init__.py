"""What may be done with orders, payments and the ledger. Nothing here commits or asks Stripe."""
