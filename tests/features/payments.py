"""What Stripe told the small chapter."""

from chapter import db
from chapter.payments.models.stripe import StripeEvent
from tests.factories import TODAY
from tests.feature import Edit, Feature


def hear_again() -> dict[str, str]:
    """An event of Stripe's that could not be worked off, heard now: its arguments."""
    event = StripeEvent(
        event_id=f"evt_{db.public_id()}", kind="charge.refunded", object_id="ch_1", received_at=TODAY,
        due_at=TODAY, tries=3, error="Stripe did not answer.",
    )  # fmt: skip
    db.session.add(event)
    db.session.flush()
    return {"number": str(event.id)}


FEATURE = Feature(
    renewed={"a failed event": lambda _world: hear_again()},
    edits={
        "/office/giving/books": Edit(
            ("status", "A charity", "A club", "A guild"), {"words": "In another country"}, {"country": ""}
        ),
    },
)
