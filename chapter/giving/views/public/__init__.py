"""The public pages of drives, Checkout and receipts."""
