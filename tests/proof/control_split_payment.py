"""The negative control of ``paying``: a payment that is booked in two transactions."""

from typing import Any

from chapter import db
from chapter.payments.models.ledger import Payment
from chapter.payments.rules import ledger


def in_halves() -> None:
    """A payment is booked in a transaction of its own, and its gift in another."""
    flush = db.session.flush

    def kept(*given: Any, **named: Any) -> None:
        flush(*given, **named)
        if any(isinstance(one, Payment) for one in db.session.identity_map.values()):
            setattr(db.session, "flush", flush)  # noqa: B010 - what a commit itself flushes is no half
            db.session.commit()
            setattr(db.session, "flush", kept)  # noqa: B010 - for what follows

    book = ledger.book_payment

    def halved(*given: Any, **named: Any) -> Payment | None:
        setattr(db.session, "flush", kept)  # noqa: B010 - for this control
        try:
            return book(*given, **named)
        finally:
            setattr(db.session, "flush", flush)  # noqa: B010 - as before

    setattr(ledger, "book_payment", halved)  # noqa: B010 - for this control
