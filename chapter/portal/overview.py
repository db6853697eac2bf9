"""The data of the member's first screen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, DeletionRequest
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.giving.models import Gift
from chapter.giving.queries import COUNTED
from chapter.hello.models.hellos import Promise
from chapter.hello.queries import hellos as hello
from chapter.hours import queries as hours_queries
from chapter.hours.models.hours import Hours
from chapter.households.queries import recipients
from chapter.membership import entitlements, queries
from chapter.membership.models.applications import Application
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import Invitation
from chapter.membership.queries import Standing, balances, progress
from chapter.membership.queries.balances import TermDue
from chapter.membership.queries.progress import Progress
from chapter.people import queries as people_queries
from chapter.people.models import Person
from chapter.people.models.profile import OFFER, AskOrOffer, Profile
from chapter.people.verification import is_verified
from chapter.shifts import queries as volunteering
from chapter.shifts.models import OFFERED, Signup

MOST = 5
VERIFIED = is_verified(Rsvp)
"""Condition: the booking is proved to be the person's, and not only said to be."""

COUNTS = {
    "": "Somebody at the chapter checks this off for you.",
    "dues": "Checked off by itself when your dues are all in.",
    "events": "Events that you came to count.",
    "hours": "Whole hours count, once the chapter has approved them.",
}
"""How a requirement is met, by its counter; shown to the member below what is still open."""


@dataclass(frozen=True)
class Overview:
    """What is next, what waits for the member's answer, what their level requires, what they gave and got.
    ``said``: bookings that somebody made in their name, and they have not confirmed."""

    next: Rsvp | None
    later: list[Rsvp]
    offers: list[Rsvp]
    said: list[Rsvp]
    invited: list[Invitation]
    standing: Standing
    owes: list[Application]
    asked: list[Progress]
    dues: list[Dues]
    due: TermDue | None
    gifts: list[Gift]
    hours: list[Hours]
    came: list[Rsvp]
    offered: list[AskOrOffer]
    shifts: list[Signup]
    promises: list[Promise]
    closed: bool
    farewell: DeletionRequest | None

    @property
    def renews(self) -> bool:
        """Whether the member is asked to renew, and has not said yet that they will."""
        place = self.standing.membership
        due = self.standing.renewal_due and self.standing.pays
        return place is not None and due and place.renewal_wanted_at is None

    @property
    def waits(self) -> int:
        """How many things wait for the member's answer."""
        asked = sum(one.status == OFFERED or not one.proved for one in self.shifts)
        return (
            asked
            + len(self.offers)
            + len(self.said)
            + len(self.invited)
            + self.renews
            + (self.due is not None)
            + len(self.owes)
            + self.closed
            + (self.farewell is not None)
        )


def overview_of(account: Account, *, now: datetime) -> Overview:
    """The member's first screen as of ``now``, in a number of statements that does not grow with their
    years."""
    person = account.person
    standing = queries.standing_of(person, now)
    ahead = Event.ends_at > now
    coming = _bookings(person.id, ahead, Rsvp.seated_at.is_not(None), VERIFIED).order_by(Event.starts_at)
    seated = list(db.session.scalars(coming.limit(MOST)))
    answer = Rsvp.offered_until > now, or_(Rsvp.order_public_id == "", Rsvp.offered_why != "")
    asks = _bookings(person.id, ahead, *answer, VERIFIED).order_by(Rsvp.offered_until)
    came = _bookings(person.id, Event.ends_at <= now, Rsvp.seated_at.is_not(None), VERIFIED)
    profile = db.session.get(Profile, person.id)
    return Overview(
        next=seated[0] if seated else None,
        later=seated[1:],
        offers=list(db.session.scalars(asks)),
        said=unconfirmed_bookings(person.id, now),
        invited=recipients.invitations_for(account, now),
        standing=standing,
        owes=_owes(person.id),
        asked=progress.progress_of(person, now),
        dues=_dues(person)[:MOST],
        due=balances.still_due(standing.membership, queries.today(now)) if standing.pays else None,
        gifts=_gifts(person.id),
        hours=list(db.session.scalars(_hours(person.id).limit(MOST))),
        came=list(db.session.scalars(came.order_by(Event.starts_at.desc()).limit(MOST))),
        offered=[one for one in people_queries.asks_and_offers_of(person.id) if one.kind == OFFER],
        shifts=volunteering.upcoming_signups_of(person.id, now)[:MOST],
        promises=hello.open_promises(person.id),
        closed=entitlements.is_listed_in_directory(standing) and not (profile and profile.audiences),
        farewell=accounts_queries.open_deletion_request(account.id),
    )


def unconfirmed_bookings(person_id: int, now: datetime) -> list[Rsvp]:
    """Bookings that somebody made in the person's name for events ahead, not confirmed yet."""
    typed = _bookings(person_id, Event.ends_at > now, Event.cancelled_at.is_(None), ~VERIFIED)
    return list(db.session.scalars(typed.order_by(Event.starts_at, Rsvp.id).limit(MOST)))


def _bookings(person_id: int, *which: ColumnElement[bool]) -> Select[Rsvp]:
    hers = select(Rsvp).join(Rsvp.event).options(joinedload(Rsvp.event, innerjoin=True))
    return hers.where(Rsvp.person_id == person_id, Rsvp.cancelled_at.is_(None), *which)


def _dues(person: Person) -> list[Dues]:
    """The dues that the person paid and that count: nothing waived, nothing reversed."""
    paid = select(Dues).where(Dues.payer_id == person.id)
    rows = list(db.session.scalars(paid.order_by(Dues.paid_on.desc(), Dues.id.desc())))
    back = {one.reverses_id for one in rows}
    return [one for one in rows if one.amount_cents > 0 and one.id not in back]


def _gifts(person_id: int) -> list[Gift]:
    """The person's latest gifts that the chapter has received."""
    hers = select(Gift).where(Gift.person_id == person_id, *COUNTED)
    return list(db.session.scalars(hers.order_by(Gift.paid_at.desc(), Gift.id.desc()).limit(MOST)))


def _hours(person_id: int) -> Select[Hours]:
    """The member's latest hours that count."""
    return hours_queries.entries().where(Hours.person_id == person_id, *hours_queries.counting())


def _owes(person_id: int) -> list[Application]:
    """The person's applications that were approved and wait for dues."""
    hers = select(Application).where(
        Application.person_id == person_id,
        Application.settled_at.is_not(None),
        Application.closed_at.is_(None),
    )
    return list(db.session.scalars(hers))
