"""What stands on her first screen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.events.models import Event, Rsvp
from chapter.hello import queries as hello
from chapter.hello.models import Promise
from chapter.membership import progress, queries
from chapter.membership.joining import Application
from chapter.membership.models import Dues
from chapter.membership.progress import Progress
from chapter.membership.queries import Standing
from chapter.people.models import Account
from chapter.people.models.farewell import Farewell
from chapter.people.models.profile import OFFER, AskOrOffer, Profile
from chapter.people.rules import farewells, profiles
from chapter.volunteering import queries as volunteering
from chapter.volunteering.models import OFFERED, Signup

MOST = 5


@dataclass(frozen=True)
class Today:
    """What is next, what waits for her answer, what her level asks of her, what she gave and got."""

    next: Rsvp | None
    later: list[Rsvp]
    offers: list[Rsvp]
    standing: Standing
    owes: list[Application]
    asked: list[Progress]
    dues: list[Dues]
    came: list[Rsvp]
    offered: list[AskOrOffer]
    shifts: list[Signup]
    promises: list[Promise]
    closed: bool
    farewell: Farewell | None

    @property
    def renews(self) -> bool:
        """Whether she is asked to renew, and has not said yet that she will."""
        place = self.standing.membership
        due = self.standing.renewal_due and self.standing.pays
        return place is not None and due and place.renewal_wanted_at is None

    @property
    def waits(self) -> int:
        """How many things wait for her."""
        asked = sum(one.status == OFFERED for one in self.shifts)
        return (
            asked
            + len(self.offers)
            + self.renews
            + len(self.owes)
            + self.closed
            + (self.farewell is not None)
        )


def of(account: Account, *, now: datetime) -> Today:
    """Her first screen as of ``now``, in a number of statements that her years do not change."""
    person = account.person
    standing = queries.membership_of(person, now)
    coming = _bookings(person.id, Event.ends_at > now, Rsvp.seated_at.is_not(None)).order_by(Event.starts_at)
    seated = list(db.session.scalars(coming.limit(MOST)))
    asks = _bookings(person.id, Event.ends_at > now, Rsvp.offered_until > now).order_by(Rsvp.offered_until)
    came = _bookings(person.id, Event.ends_at <= now, Rsvp.seated_at.is_not(None))
    profile = db.session.get(Profile, person.id)
    return Today(
        next=seated[0] if seated else None,
        later=seated[1:],
        offers=list(db.session.scalars(asks)),
        standing=standing,
        owes=_owes(person.id),
        asked=progress.of(person, now),
        dues=queries.dues_of(person)[:MOST],
        came=list(db.session.scalars(came.order_by(Event.starts_at.desc()).limit(MOST))),
        offered=[one for one in profiles.said_by(person.id) if one.kind == OFFER],
        shifts=volunteering.coming_of(person.id, now)[:MOST],
        promises=hello.open_promises(person.id),
        closed=standing.member and not (profile and profile.audiences),
        farewell=farewells.standing(account.id),
    )


def _bookings(person_id: int, *which: ColumnElement[bool]) -> Select[Rsvp]:
    hers = select(Rsvp).join(Rsvp.event).options(joinedload(Rsvp.event, innerjoin=True))
    return hers.where(Rsvp.person_id == person_id, Rsvp.cancelled_at.is_(None), *which)


def _owes(person_id: int) -> list[Application]:
    """Her applications that were approved and wait for dues."""
    hers = select(Application).where(
        Application.person_id == person_id,
        Application.settled_at.is_not(None),
        Application.closed_at.is_(None),
    )
    return list(db.session.scalars(hers))
