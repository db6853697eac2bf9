"""Holding seats until they are paid, and what the money does to them.

Each function locks the event first, as every rule does that moves seats.
"""

from datetime import datetime, timedelta

from chapter import audit, db
from chapter.bookings import emails
from chapter.bookings.models import REFUNDED, UNPAID, Rsvp
from chapter.bookings.rules import bookings, endings, waitlist
from chapter.events.models import Event
from chapter.paid_bookings.models import BOOKING_PURPOSE_NAME, account_of
from chapter.payments import queries as payments
from chapter.payments.models.orders import Order
from chapter.payments.rules import orders
from chapter.payments.rules.orders import LineInput, Payer
from chapter.refusal import Refused

HELD_FOR = timedelta(minutes=40)
"""How long seats are held for somebody who went to pay: a little longer than the shortest Checkout."""

NOTHING_HELD = "No seats are held for you right now, so there’s nothing to pay."


def open_order(rsvp: Rsvp, cents: int, currency: str, *, form: str = "", now: datetime) -> Order:
    """The order that pays for the seats which are held for ``rsvp``, ``cents`` in all: the one that is open
    already, if there is one. From now on the seats are held until it is paid, for ``HELD_FOR`` at least.

    Raises Refused when the booking was given back or its event is over or cancelled, when nothing is held
    for it, or when it has some of its seats already; or the sum can't be paid at once.
    """
    event = bookings.lock_booking(rsvp)
    bookings.check_live(rsvp, event, now)
    if rsvp.offered_until is None or rsvp.going or now >= rsvp.offered_until:
        raise Refused(NOTHING_HELD)
    known = payments.order_by_public_id(rsvp.order_public_id)
    if known is not None and known.open:
        return known
    line = LineInput(f"Seats: {event.title}", cents, account_of(event.id), value_cents=cents)
    payer = Payer(rsvp.name, rsvp.email, rsvp.person_id if rsvp.proved else None)
    order = orders.open_order(
        BOOKING_PURPOSE_NAME, rsvp.public_id, [line], currency, payer, form=form, now=now
    )
    rsvp.order_public_id, rsvp.offered_why = order.public_id, ""
    rsvp.offered_until = min(max(rsvp.offered_until, now + HELD_FOR), event.starts_at)
    return order


def may_be_seated(rsvp: Rsvp, order: Order, *, now: datetime) -> bool:
    """Whether the money of ``order`` still finds its seats: they are held for it, or they lapsed and there
    are seats once more. The event stays locked, so that it is so when the money is booked."""
    event = bookings.lock_booking(rsvp)
    if rsvp.order_public_id != order.public_id or not _stands(event, now):
        return False
    return rsvp.owes or (_lapsed_unpaid(rsvp) and bookings.room_for(event, rsvp.size)[0])


def take_paid_seats(rsvp: Rsvp, *, now: datetime) -> None:
    """The order is paid: the seats that were held are the party's; after they lapsed, others are."""
    event, status, paid_by = bookings.lock_booking(rsvp), rsvp.status, rsvp.order_public_id
    if rsvp.owes:
        endings.clear_offer(rsvp)
        rsvp.seated_at = now
    else:
        bookings.readmit(rsvp, event, now=now)
        rsvp.order_public_id = paid_by
    after = {"status": rsvp.status, "party_size": rsvp.party_size}
    audit.record("paid", rsvp, by=waitlist.RULE, now=now, before={"status": status}, after=after)
    bookings.mail_confirmation(rsvp, now=now)


def hold_for_bank(rsvp: Rsvp, order: Order) -> None:
    """The payer is done, and the bank sends the money in the next days: the seats that are held stay so until
    it is here, or has failed; at the latest until the event begins."""
    event = bookings.lock_booking(rsvp)
    if rsvp.owes and rsvp.order_public_id == order.public_id:
        rsvp.offered_until = event.starts_at


def let_go(rsvp: Rsvp, order: Order, *, now: datetime) -> None:
    """Nobody will pay ``order``: the seats that are held for it go to whoever is next."""
    event = bookings.lock_booking(rsvp)
    if rsvp.owes and rsvp.order_public_id == order.public_id:
        waitlist.lapse(rsvp, event, now)
        db.session.flush()
        waitlist.promote(event, now=now)


def give_back_refunded(rsvp: Rsvp, order: Order, *, now: datetime) -> None:
    """All of the money went back: the booking ends, and its seats go to whoever is next; one that ended with
    its event is not there again when that is on again. Nothing changes once the event is over, or when the
    booking has ended otherwise."""
    event = bookings.lock_booking(rsvp)
    stands = rsvp.called_off or (rsvp.cancelled_at is None and now < event.ends_at)
    if not stands or rsvp.order_public_id != order.public_id:
        return
    status = rsvp.status
    endings.end([rsvp], cause=REFUNDED, now=now)
    old, new = {"status": status}, {"status": rsvp.status}
    audit.record("refunded", rsvp, by=waitlist.RULE, now=now, before=old, after=new)
    waitlist.queue_letter(rsvp, emails.refunded(rsvp), now)
    db.session.flush()
    waitlist.promote(event, now=now)


def restore_refunded(rsvp: Rsvp, order: Order, *, now: datetime) -> bool:
    """A refund failed, so the money is ours again: a party that was given back for it is seated once more, if
    there are seats. Returns whether nothing is owed to it: False when there are none, or its event does not
    take place."""
    event = bookings.lock_booking(rsvp)
    if rsvp.cancellation_cause != REFUNDED or rsvp.order_public_id != order.public_id:
        return True
    if not _stands(event, now) or not bookings.room_for(event, rsvp.size)[0]:
        return False
    take_paid_seats(rsvp, now=now)
    return True


def _lapsed_unpaid(rsvp: Rsvp) -> bool:
    return rsvp.cancellation_cause == UNPAID and rsvp.erased_at is None


def _stands(event: Event, now: datetime) -> bool:
    return event.cancelled_at is None and now < event.ends_at
