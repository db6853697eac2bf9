"""Which guests of an event want to be met, who meets them, and who could be asked next."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import joinedload

from chapter import db, restrictions
from chapter.bookings.models import EVENT, Rsvp
from chapter.broadcasts.models import Broadcast
from chapter.events.models import LEAD, Event, EventStaff
from chapter.events.undo_window import SETTLED
from chapter.hello.matching import count_shared, keywords
from chapter.hello.models.companions import (
    BUDDY,
    DECLINED,
    FIRST_ASK,
    MEET_ME,
    MOST_GUESTS,
    NO_ANSWER,
    NOT_NEEDED,
    WITHDREW,
    Companion,
)
from chapter.hello.queries import meeting_limit
from chapter.people import queries as people
from chapter.people import visibility
from chapter.people.models import Person
from chapter.people.verification import TYPED
from chapter.restrictions import Use
from chapter.security import signed_links
from chapter.shifts.models import Opportunity, Shift, Signup


@dataclass(frozen=True)
class CompanionSnapshot:
    """One event's guests, requests, greeters and do-not-pair list, read once for all questions.

    Those who are ``unasked`` are not to be asked for anything, the ``unseen`` not even to be shown
    (chapter.restrictions).
    """

    event: Event
    coming: dict[int, Rsvp]
    companions: list[Companion]
    greeters: dict[int, Person]
    members: frozenset[int]
    apart: frozenset[frozenset[int]]
    unasked: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()
    mailed: Counter[int] = field(default_factory=Counter)

    @property
    def wanting_company(self) -> list[Rsvp]:
        """The guests who come and want to be met, the first to book first."""
        return [rsvp for rsvp in self.coming.values() if rsvp.arrival in MOST_GUESTS]

    @property
    def guests(self) -> list[Rsvp]:
        """Those of them who are not checked in yet: after that nobody has to meet them at the door."""
        return [rsvp for rsvp in self.wanting_company if not rsvp.came]

    @property
    def without_companion(self) -> list[Rsvp]:
        """Those of them for whom nobody was asked."""
        return [guest for guest in self.guests if not self.settled(guest)]

    def companion_of(self, guest: Rsvp) -> Companion | None:
        """Who is asked to meet the guest, or has accepted; None when nobody is."""
        return next((one for one in self.companions if one.live and one.guest_id == guest.id), None)

    def buddy_pair_of(self, guest: Rsvp) -> Companion | None:
        """The pair of two who both asked for a buddy, seen from the one who was asked; None when there is
        none."""
        hers = (one for one in self.companions if one.meets and one.kind == BUDDY)
        return next((one for one in hers if one.person_id == guest.person_id), None)

    def settled(self, guest: Rsvp) -> bool:
        """Whether nobody has to be asked for the guest: somebody was, or they are asked to be a buddy
        themselves."""
        if self.companion_of(guest) is not None:
            return True
        asked = (one for one in self.companions if one.live and one.kind == BUDDY)
        return guest.arrival == BUDDY and any(one.person_id == guest.person_id for one in asked)

    def could_meet(self, guest: Rsvp) -> list[Person]:
        """Whom to ask for the guest, the best first: nobody twice, and nobody who is kept apart from them."""
        asked = {one.person_id for one in self.companions if one.guest_id == guest.id}
        found = self._greeters() if guest.arrival == MEET_ME else self._buddies(guest)
        return [one for one in found if one.id not in asked and self._may_be_asked(one, guest)]

    def next_for(self, guest: Rsvp) -> Person | None:
        """Whom to ask for the guest automatically: the best of those who have not declined at this event,
        nor left a mail unanswered; None when nobody is left."""
        said_no = {
            one.person_id for one in self.companions if one.ended_why in (DECLINED, NO_ANSWER, WITHDREW)
        }
        return next((one for one in self.could_meet(guest) if one.id not in said_no), None)

    def no_longer_valid(self, now: datetime) -> list[tuple[Companion, str]]:
        """The requests that no longer hold, each with the reason."""
        found = ((one, self._why_not_valid(one, now)) for one in self.companions if one.live)
        return [(one, why) for one, why in found if why]

    def _why_not_valid(self, one: Companion, now: datetime) -> str:
        guest = self.coming.get(one.guest.person_id)
        if guest is None or guest.id != one.guest_id or guest.arrival != one.kind:
            return NOT_NEEDED
        if one.accepted_at is None and guest.came:
            return NOT_NEEDED
        here = self.greeters if one.kind == MEET_ME else self.coming
        if one.person_id in self.unseen or not (one.took_over or one.person_id in here):
            return WITHDREW
        if one.accepted_at is None and one.person_id in self.unasked:
            return WITHDREW
        if frozenset((one.person_id, guest.person_id)) in self.apart:
            return WITHDREW
        return NO_ANSWER if one.accepted_at is None and now >= one.answer_by else ""

    def _load(self, person_id: int) -> int:
        return sum(one.live and one.person_id == person_id for one in self.companions)

    def _has_room(self, person_id: int, guest: Rsvp) -> bool:
        """Whether one more meeting is within the person's limit (hello.queries.meeting_limit). Their own
        wish for a buddy and being somebody's buddy count as one."""
        hers = self.coming.get(person_id)
        wish = hers.arrival if hers is not None and hers.arrival in meeting_limit.COUNTED_WISHES else ""
        kinds = [one.kind for one in self.companions if one.live and one.person_id == person_id]
        more = [kind for kind in (*kinds, guest.arrival) if not wish == kind == BUDDY]
        return bool(wish) + len(more) + self.mailed[person_id] <= meeting_limit.MEETING_LIMIT

    def _may_be_asked(self, person: Person, guest: Rsvp) -> bool:
        if person.id == guest.person_id or not person.email or person.id in self.unasked:
            return False
        if frozenset((person.id, guest.person_id)) in self.apart:
            return False
        return self._load(person.id) < MOST_GUESTS[guest.arrival] and self._has_room(person.id, guest)

    def _greeters(self) -> list[Person]:
        return sorted(self.greeters.values(), key=lambda one: self._load(one.id))

    def _buddies(self, guest: Rsvp) -> list[Person]:
        """Guests who asked for a buddy too, then members who come, each by how well the guest fits. Nobody
        is asked because somebody else typed their name."""
        asks, offers = keywords(guest.looking_for), keywords(guest.ask_me)
        found = []
        for other in (one for one in self.coming.values() if one.proved and not one.came):
            wants = other.arrival == BUDDY
            if (wants and not self.settled(other)) or (
                other.arrival not in MOST_GUESTS and other.person_id in self.members
            ):
                fits = count_shared(keywords(other.ask_me), asks) + count_shared(
                    offers, keywords(other.looking_for)
                )
                found.append(((not wants, -fits, other.id), other.person))
        return [person for _, person in sorted(found, key=lambda one: one[0])]


def load_snapshot(event: Event) -> CompanionSnapshot:
    """Read the snapshot of an event."""
    theirs = select(Rsvp).options(joinedload(Rsvp.person)).where(Rsvp.event_id == event.id, *_coming())
    coming: dict[int, Rsvp] = {}
    if event.cancelled_at is None:
        for rsvp in db.session.scalars(theirs.order_by(Rsvp.proof == TYPED, Rsvp.queued_at, Rsvp.id)):
            coming.setdefault(rsvp.person_id, rsvp)
    companions = _companions(event)
    greeters = _greeters(event)
    known = {*coming, *greeters, *(one.person_id for one in companions)}
    members = frozenset(one.id for one in db.session.scalars(people.holders("member")) if one.id in coming)
    apart, unasked = (
        frozenset(visibility.never_paired(known)),
        frozenset(restrictions.reasons_against(known, Use.ASK)),
    )
    unseen = frozenset(restrictions.reasons_against(unasked, Use.SHOWN))
    coming = {number: rsvp for number, rsvp in coming.items() if number not in unseen}
    mailed = meeting_limit.count_mailed(event.id)
    return CompanionSnapshot(event, coming, companions, greeters, members, apart, unasked, unseen, mailed)


def current_companion(guest: Rsvp) -> Companion | None:
    """Who is asked to meet the guest, or has accepted; None when nobody is."""
    hers = select(Companion).where(Companion.guest_id == guest.id, Companion.ended_at.is_(None))
    return db.first(hers.order_by(Companion.id.desc()))


def buddy_of(guest: Rsvp) -> Companion | None:
    """The accepted pair in which the guest is somebody's buddy; None when there is none."""
    hers = select(Companion).where(
        Companion.event_id == guest.event_id, Companion.person_id == guest.person_id,
        Companion.kind == BUDDY, Companion.accepted_at.is_not(None), Companion.ended_at.is_(None),
    )  # fmt: skip
    return db.first(hers)


def may_meet(one: Companion) -> bool:
    """Whether the two may still be brought together, and each of them asked. If not, neither reads about the
    other from now on."""
    both = {one.person_id, one.guest.person_id}
    return not restrictions.reasons_against(both, Use.ASK) and visibility.may_be_paired(one.person_id, both)


def by_token(token: str) -> Companion | None:
    """The request that a personal link belongs to; None when the link is unknown or made up."""
    return signed_links.record_by_token(token, "company", select(Companion))


def guest_or_404(event: Event, public_id: str) -> Rsvp:
    """A booking of ``event``; 404 for any other, and for one that was erased."""
    theirs = select(Rsvp).where(Rsvp.event_id == event.id, Rsvp.public_id == public_id)
    return db.first_or_404(theirs.where(Rsvp.erased_at.is_(None)))


def person_or_404(public_id: str) -> Person:
    """The person whom staff chose to ask; 404 when there is none."""
    return db.first_or_404(select(Person).where(Person.public_id == public_id))


def events_with_companions(now: datetime) -> list[Event]:
    """Upcoming events at which somebody is asked or has accepted, or at which it is time to ask for a guest;
    without those whose move or cancellation may still be undone."""
    live = select(Companion.event_id).where(Companion.ended_at.is_(None))
    wished = select(Rsvp.event_id).where(Rsvp.arrival.in_(MOST_GUESTS), Rsvp.came == 0, *_coming())
    near = and_(
        Event.starts_at > now, Event.starts_at <= now + FIRST_ASK, Event.published_at.is_not(None),
        Event.cancelled_at.is_(None), Event.id.in_(wished),
    )  # fmt: skip
    found = select(Event).where(or_(Event.id.in_(live), near), Event.ends_at > now, SETTLED)
    return list(db.session.scalars(found.order_by(Event.id)))


def told_by_other_mails(event: Event, person_ids: Collection[int]) -> set[int]:
    """Those of these people who are notified of a move or cancellation by another mail: about a booking or a
    shift of theirs, or because they lead the event."""
    booked = select(Rsvp.person_id).where(
        Rsvp.event_id == event.id, Rsvp.erased_at.is_(None),
        or_(Rsvp.cancelled_at.is_(None), Rsvp.cancellation_cause == EVENT),
    )  # fmt: skip
    helps = (
        select(Signup.person_id).join(Shift, Shift.id == Signup.shift_id)
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .where(Opportunity.event_id == event.id, Signup.confirmed_at.is_not(None))
        .where(or_(Signup.cancelled_at.is_(None), Signup.cancelled_at == Shift.cancelled_at))
    )  # fmt: skip
    leads = select(EventStaff.person_id).where(
        EventStaff.event_id == event.id, EventStaff.role == LEAD, EventStaff.ended_at.is_(None)
    )
    known = union_all(booked, helps, leads).subquery()
    return set(db.session.scalars(select(known.c.person_id).where(known.c.person_id.in_(person_ids))))


def _coming() -> tuple[ColumnElement[bool], ...]:
    return (
        Rsvp.seated_at.is_not(None),
        Rsvp.cancelled_at.is_(None),
        Rsvp.erased_at.is_(None),
        Rsvp.excused_at.is_(None),
    )


def _companions(event: Event) -> list[Companion]:
    loading = joinedload(Companion.person), joinedload(Companion.guest)
    theirs = select(Companion).options(*loading).where(Companion.event_id == event.id)
    return list(db.session.scalars(theirs.order_by(Companion.id)))


def _greeters(event: Event) -> dict[int, Person]:
    """The event's greeters, then those who volunteer to greet, and last its leads, by ``Person.id``."""
    posts = select(EventStaff).options(joinedload(EventStaff.person))
    posts = posts.where(EventStaff.event_id == event.id, EventStaff.ended_at.is_(None))
    staff = list(db.session.scalars(posts.order_by(EventStaff.role, EventStaff.id)))
    greets = Opportunity.title.icontains("greet") | Shift.label.icontains("greet")
    volunteers = (
        select(Person)
        .join(Signup, Signup.person_id == Person.id)
        .join(Shift, Shift.id == Signup.shift_id)
        .join(Opportunity, Opportunity.id == Shift.opportunity_id)
        .where(Opportunity.event_id == event.id, greets, Opportunity.cancelled_at.is_(None))
        .where(Shift.cancelled_at.is_(None), Signup.confirmed_at.is_not(None))
        .where(Signup.cancelled_at.is_(None), Signup.released_at.is_(None))
    )
    found = [one.person for one in staff if one.role == "greeter"]
    found += db.session.scalars(volunteers.order_by(Signup.id))
    found += [one.person for one in staff if one.role != "greeter"]
    return {one.id: one for one in found}


def unanswered_in(said: Broadcast) -> Select[Companion]:
    """The requests of this broadcast that have no answer yet."""
    theirs = select(Companion).where(Companion.id.in_(said.payload["asked"]), Companion.ended_at.is_(None))
    return theirs.where(Companion.accepted_at.is_(None)).order_by(Companion.id)
