"""Which booking a personal link opens, and how much that link may do."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.security import signed_links

BY_PUBLIC_ID = (
    select(Rsvp)
    .options(joinedload(Rsvp.event, innerjoin=True))
    .where(Rsvp.public_id == bindparam("public_id"))
)


@dataclass(frozen=True)
class BookingLink:
    """A booking, and the link that opened it. ``by_mail``: the link that only the guest's mails and account
    contain; otherwise the address to which a browser was redirected after a name and email were typed."""

    rsvp: Rsvp
    token: str
    by_mail: bool

    @property
    def may_change(self) -> bool:
        """Whether this link may move seats: one that was typed may, until the booking is proved to be
        somebody's."""
        return self.by_mail or not self.rsvp.proved

    @property
    def tried_as(self) -> str:
        """The booking's key in the throttle. Each kind of link has its own, so one doesn't use up the other's
        attempts."""
        return self.rsvp.public_id if self.by_mail else f"{self.rsvp.public_id}|typed"


def link_by_token(token: str) -> BookingLink | None:
    """The booking that a link of either kind opens; None when the link is unknown, outdated or made up."""
    public_id = signed_links.public_id_from(token)
    if public_id is None:
        return None
    rsvp = db.session.scalars(BY_PUBLIC_ID, {"public_id": public_id}).first()
    if rsvp is None:
        return None
    if signed_links.verify_token(token, "booking", public_id, rsvp.link_version):
        return BookingLink(rsvp, token, by_mail=True)
    typed = signed_links.verify_token(token, "booking-typed", public_id, rsvp.link_version)
    return BookingLink(rsvp, token, by_mail=False) if typed else None


def booking_by_token(token: str) -> Rsvp | None:
    """The booking that a mailed link opens; None for any other link."""
    opened = link_by_token(token)
    return opened.rsvp if opened is not None and opened.by_mail else None
