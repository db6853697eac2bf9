"""That a button was pressed behind the link of a mail, or by the guest's own account."""

from chapter import db
from chapter.accounts import viewer
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import email_verification
from chapter.gateways import clock
from chapter.mail import suppression
from chapter.people import verification
from chapter.web.access import current_viewer


def proof_by_press(rsvp: Rsvp) -> str:
    """What a press of whoever looks proves about this booking, which a mailed link opened."""
    return viewer.verification_by_press(current_viewer(), rsvp.person_id)


def record_press(rsvp: Rsvp, *, agrees: bool = True) -> None:
    """Note that the guest pressed: the booking is theirs from now on, whatever becomes of what they asked
    for.

    ``agrees``: the press keeps the booking, and so the wish for our news holds, too. Writes only when that
    proves more than what is known, a wish waits, or the address had bounced: it works, then.
    """
    by = proof_by_press(rsvp)
    if verification.is_stronger(rsvp, by) or rsvp.news_asked or suppression.suppressed([rsvp.email]):
        with db.writing():
            email_verification.prove(rsvp, by, now=clock.now(), agrees=agrees)
