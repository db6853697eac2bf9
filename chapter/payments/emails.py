"""The mails of payments; rules queue them."""

from chapter import money
from chapter.accounts.viewer import treasurers
from chapter.gateways.stripe.objects import Reversal
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.payments.models.ledger import Payment
from chapter.people.models import Person
from chapter.restrictions import Use

STRIPE_LINK = "payments.stripe"
"""The treasurer's page about Stripe; registered in chapter.payments.placeholders."""


def disputed(payment: Payment, dispute: Reversal, person: Person) -> Letter:
    """To ``person``, a treasurer: a bank took money back, and by when to answer."""
    return write_letter(
        "payments.disputed", person=person, payment=payment,
        amount=money.show(dispute.amount_cents, dispute.currency),
        placeholders={"page": (STRIPE_LINK, payment.id)}, about=("payments", payment.id),
    )  # fmt: skip


KINDS = declare("payments", "disputed", use=Use.HELD, readers=[treasurers])
"""What this mail is for, and who of the office may read it."""
