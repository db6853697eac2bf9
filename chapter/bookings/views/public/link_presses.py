"""A button was pressed behind a mailed link, or from the guest's own account."""

from chapter import db
from chapter.accounts import viewer
from chapter.accounts.viewer import current_user
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import email_verification
from chapter.gateways import clock
from chapter.mail import suppression
from chapter.people import verification


def proof_by_press(rsvp: Rsvp) -> str:
    """The proof that a press by the current viewer gives, behind a mailed link of this booking."""
    return viewer.verification_by_press(current_user, rsvp.person_id)


def record_press(rsvp: Rsvp, *, agrees: bool = True) -> None:
    """Record that the guest pressed a button: the booking is theirs from now on, whatever becomes of their
    request.

    ``agrees``: the press keeps the booking, and so a ticked wish for our news becomes consent. Writes only
    when the press proves more than is known, a wish waits, or the address had bounced: it works, then.
    """
    by = proof_by_press(rsvp)
    if verification.is_stronger(rsvp, by) or rsvp.news_asked or suppression.suppressed([rsvp.email]):
        with db.writing():
            email_verification.prove(rsvp, by, now=clock.now(), agrees=agrees)
