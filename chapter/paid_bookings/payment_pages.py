"""What the pages of payments say of bookings."""

from collections.abc import Mapping

from flask import url_for
from sqlalchemy import select

from chapter import db
from chapter.bookings import wording
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.paid_bookings.models import BOOKING_PURPOSE_NAME, account_of
from chapter.paid_bookings.purpose import booking_of_order
from chapter.payments.models.orders import Order
from chapter.payments.purposes import Part, PurposePages


def _landing(order: Order) -> Part:
    rsvp = booking_of_order(order)
    return Part("paid_bookings/public/paid.html", {"rsvp": rsvp, "event": rsvp.event, "words": wording})


def _office_page(order: Order) -> str:
    rsvp = booking_of_order(order)
    return url_for("events_office.booking", slug=rsvp.event.slug, public_id=rsvp.public_id)


def _accounts() -> Mapping[str, tuple[str, str]]:
    """The account of each event for which somebody was asked to pay."""
    asked = select(Rsvp.event_id).join(Order, Order.reference == Rsvp.public_id)
    paid = asked.where(Order.purpose == BOOKING_PURPOSE_NAME)
    events = select(Event.id, Event.title).where(Event.id.in_(paid))
    return {account_of(number): (title, "Seats") for number, title in db.session.execute(events)}


BOOKING_PAGES = PurposePages(noun="booking", landing=_landing, office_page=_office_page, accounts=_accounts)
