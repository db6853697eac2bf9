"""Proving whose a booking is, saying that somebody else typed it, and keeping one of two.

Until then it is only claimed to be theirs (people.verification): the name is on no guest list, and a tick for
our news is only a request.
"""

from datetime import datetime

from chapter import audit
from chapter.audit import Actor
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import NOT_ME, Rsvp
from chapter.bookings.rules import bookings, endings, waitlist
from chapter.mail import suppression
from chapter.people import verification
from chapter.refusal import Refused

GUEST = Actor("guest")
DOOR = Actor("rule", name="door")
IT_IS_YOU = "You already told us this is you. You can cancel the booking below."


def prove(rsvp: Rsvp, by: str, *, now: datetime, agrees: bool = True) -> None:
    """A button was pressed behind the guest's link: the booking is theirs, proved ``by`` (a kind of
    people.verification).

    Done once; a proof is never lowered. A ticked wish for our news becomes consent, unless the button that
    they pressed ends the booking (``agrees`` is False).
    """
    bookings.lock_booking(rsvp)
    if by == verification.MAILBOX:
        suppression.lift(rsvp.email)
    _prove(rsvp, by, GUEST, now)
    bookings.record_news_consent(rsvp, rsvp.news_asked if agrees else "", now=now)


def prove_at_door(rsvp: Rsvp, *, now: datetime) -> None:
    """A helper let the party in. The event is locked. A ticked wish for our news stays a request."""
    _prove(rsvp, verification.DOOR, DOOR, now)


def keep_one_booking(rsvp: Rsvp, by: str, *, now: datetime) -> None:
    """Of a guest's bookings for this event keep this one, proved ``by`` that press, and give the others back.

    Raises Refused when this one was given back meanwhile, or the event is cancelled or over.
    """
    event = bookings.lock_booking(rsvp)
    bookings.check_live(rsvp, event, now)
    prove(rsvp, by, now=now)
    for other in bookings_queries.other_bookings_of(rsvp):
        bookings.cancel(other, by=GUEST, now=now)


def disown(rsvp: Rsvp, *, now: datetime) -> None:
    """The person whose email it is says that somebody else typed this: its seats go back, and no mail
    follows.

    Done once. Raises Refused when they said before that it is theirs, or the event is over, or cancelled for
    good; while the cancellation may be undone, the booking stops being theirs.
    """
    event = bookings.lock_booking(rsvp)
    if rsvp.cancelled_at is not None and not rsvp.called_off:
        return
    if rsvp.proved:
        raise Refused(IT_IS_YOU)
    bookings.check_live(rsvp, event, now, ending=True)
    before = rsvp.cancellation_cause or rsvp.status
    endings.end([rsvp], cause=NOT_ME, now=now)
    rsvp.news_asked = ""
    audit.record("was not her", rsvp, by=GUEST, now=now, before={"status": before}, after={"status": NOT_ME})
    waitlist.promote(event, now=now)


def _prove(rsvp: Rsvp, by: str, actor: Actor, now: datetime) -> None:
    was = rsvp.proof
    if not verification.verify(rsvp, by, now=now):
        return
    audit.record("proved", rsvp, by=actor, now=now, before={"proof": was}, after={"proof": by})
