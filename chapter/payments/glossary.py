"""What the words of the pages about payments and books mean, for ``/office/help``."""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Order",
        "What someone agreed to pay for: a gift, dues or tickets. It stays open until it is paid, or "
        "no one can pay it anymore.",
        "Giving",
    ),
    GlossaryTerm("Payment", "Money that arrived for an order, by card, bank, check or cash.", "Giving"),
    GlossaryTerm(
        "Receipt",
        "A numbered record of one payment that the payer can use for taxes. If the amount changes, a new "
        "receipt replaces it.",
        "Giving",
    ),
    GlossaryTerm(
        "Refund",
        "Money sent back to the payer. The receipt is replaced by one for what you kept.",
        "Giving",
    ),
    GlossaryTerm(
        "Dispute",
        "A payer asked their bank to take a payment back. The bank holds the money until the dispute is "
        "decided.",
        "Giving",
    ),
    GlossaryTerm("Payout", "Money that Stripe sends from its balance to your bank account.", "Giving"),
    GlossaryTerm(
        "Ledger",
        "Every movement of money between two accounts, in order. Rows are added and never changed, and all "
        "amounts are sums of them.",
        "Giving",
    ),
    GlossaryTerm(
        "Webhook",
        "A message from Stripe that something happened, such as a payment. If one fails, Chapter tries "
        "again and then asks you to look.",
        "Giving",
    ),
)
