"""Who may say hello to whom at an event, and who does."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from chapter import db, restrictions
from chapter.bookings.models import Rsvp
from chapter.checkin.models import has_checkins
from chapter.events.models import Event
from chapter.events.undo_window import SETTLED
from chapter.hello.matching import Pair
from chapter.hello.models.hellos import Hello, Meeting, Promise
from chapter.people import visibility
from chapter.people.models import Person
from chapter.people.verification import is_verified
from chapter.restrictions import Use

NOT_REPEATED_FOR = 3
"""For how many events a pair is not repeated."""


def events_near(since: datetime, until: datetime) -> list[Event]:
    """The events that end after ``since``, begin by ``until``, and take place, as far as that is settled."""
    takes_place = and_(Event.published_at.is_not(None), Event.cancelled_at.is_(None))
    near = select(Event).where(Event.ends_at > since, Event.starts_at <= until, takes_place, SETTLED)
    return list(db.session.scalars(near.order_by(Event.id)))


def parties(event_id: int, *, in_only: bool = False, me: int | None = None, pair: bool = False) -> list[Rsvp]:
    """The bookings of ``parties_of``, in order of their ids."""
    return list(db.session.scalars(parties_of(event_id, in_only=in_only, me=me, pair=pair)))


def parties_of(
    event_id: int, *, in_only: bool = False, me: int | None = None, pair: bool = False
) -> Select[Rsvp]:
    """The guests of an event who ticked that they want to be shown, and may be, and have seats, one booking
    for each person; none that was only typed under somebody's name.

    ``in_only``: only those who are checked in, where check-in is used; else also those who may still come.
    ``me``: those whom this person may see; ``pair``: those who may be brought together with somebody.
    """
    theirs = select(func.min(Rsvp.id)).where(
        Rsvp.event_id == event_id,
        Rsvp.show_me.is_(True),
        is_verified(Rsvp),
        Rsvp.seated_at.is_not(None),
        Rsvp.cancelled_at.is_(None),
        Rsvp.erased_at.is_(None),
        Rsvp.excused_at.is_(None),
        visibility.is_visible_to(Rsvp.person_id, me),
    )
    if pair:
        theirs = theirs.where(restrictions.is_open_to(Use.ASK, Rsvp.person_id))
    if in_only:
        theirs = theirs.where(or_(Rsvp.came > 0, ~has_checkins(Rsvp.event_id)))
    return select(Rsvp).where(Rsvp.id.in_(theirs.group_by(Rsvp.person_id))).order_by(Rsvp.id)


def was_there(rsvp: Rsvp) -> bool:
    """Whether the guest came; where no check-in was used, whether they had a seat."""
    came = or_(Rsvp.came > 0, ~has_checkins(Rsvp.event_id))
    return db.first(select(Rsvp.id).where(Rsvp.id == rsvp.id, came)) is not None


def excluded_pairs(event: Event, parties: Sequence[Rsvp]) -> set[Pair]:
    """The pairs of bookings that never say hello: blocked, kept apart, or brought together lately."""
    by_person = {one.person_id: one.id for one in parties}
    pairs = {*visibility.never_paired(by_person), *_recent_pairs(event, list(by_person))}
    return {frozenset(by_person[one] for one in pair) for pair in pairs}


def current_hellos(event_id: int) -> list[Hello]:
    """The hellos of an event that have not ended."""
    theirs = select(Hello).where(Hello.event_id == event_id, Hello.ended_at.is_(None))
    return list(db.session.scalars(theirs.order_by(Hello.id)))


def who_comes(rsvp: Rsvp, *, in_only: bool = False) -> list[Rsvp]:
    """The guests who ticked that they want to be shown, as the party of ``rsvp`` may see them
    (people.visibility), without that party."""
    seen = parties(rsvp.event_id, in_only=in_only, me=rsvp.person_id)
    others = [one for one in seen if one.person_id != rsvp.person_id]
    return sorted(others, key=lambda one: (one.name_key, one.id))


def hellos_of(rsvp: Rsvp, *, in_only: bool = False) -> list[Hello]:
    """The current hellos of one booking, with guests who still come, or are checked in, and are
    not blocked."""
    may = {one.id for one in who_comes(rsvp, in_only=in_only)}
    hers = or_(Hello.helper_id == rsvp.id, Hello.other_id == rsvp.id)
    live = select(Hello).where(Hello.event_id == rsvp.event_id, Hello.ended_at.is_(None), hers)
    both = live.options(joinedload(Hello.helper), joinedload(Hello.other))
    found = db.session.scalars(both.order_by(Hello.id))
    return [one for one in found if {one.helper_id, one.other_id} - {rsvp.id} <= may]


def open_promises(person_id: int) -> list[Promise]:
    """What a person promised and has not done yet, the last promised first."""
    hers = select(Promise).where(Promise.person_id == person_id, Promise.done_at.is_(None))
    whole = hers.options(joinedload(Promise.rsvp).joinedload(Rsvp.event))
    return list(db.session.scalars(whole.order_by(Promise.id.desc())))


def current_hellos_between(one_id: int, other_id: int) -> list[Hello]:
    """The current hellos between two people, at any event."""
    helper, other = aliased(Rsvp), aliased(Rsvp)
    both = select(Hello).join(helper, Hello.helper).join(other, Hello.other)
    ways = or_(
        and_(helper.person_id == one_id, other.person_id == other_id),
        and_(helper.person_id == other_id, other.person_id == one_id),
    )
    return list(db.session.scalars(both.where(Hello.ended_at.is_(None), ways)))


def _recent_pairs(event: Event, people: list[int]) -> list[Pair]:
    """The pairs that said hello at one of the last ``NOT_REPEATED_FOR`` events before this one."""
    before = select(Event.id).where(Event.starts_at < event.starts_at, Event.cancelled_at.is_(None))
    past = list(db.session.scalars(before.order_by(Event.starts_at.desc()).limit(NOT_REPEATED_FOR)))
    helper, other = aliased(Rsvp), aliased(Rsvp)
    met = select(helper.person_id, other.person_id).select_from(Hello)
    met = met.join(helper, Hello.helper).join(other, Hello.other)
    met = met.where(Hello.event_id.in_(past), Hello.ended_at.is_(None))
    met = met.where(helper.person_id.in_(people), other.person_id.in_(people))
    return [frozenset(pair) for pair in db.session.execute(met)]


def met_ids(rsvp: Rsvp) -> set[int]:
    """The bookings of those whom the party of ``rsvp`` says they met."""
    return set(db.session.scalars(select(Meeting.other_id).where(Meeting.rsvp_id == rsvp.id)))


def promises_at(rsvp: Rsvp) -> list[Promise]:
    """What was promised by this booking, the oldest first."""
    hers = select(Promise).where(Promise.rsvp_id == rsvp.id)
    return list(db.session.scalars(hers.order_by(Promise.id)))


def promise_or_404(rsvp: Rsvp, public_id: str) -> Promise:
    """A promise of this booking; 404 for any other."""
    return db.first_or_404(select(Promise).where(Promise.rsvp_id == rsvp.id, Promise.public_id == public_id))


def own_promise_or_404(person: Person, public_id: str) -> Promise:
    """A promise that this person made at any event; 404 for any other."""
    hers = select(Promise).where(Promise.person_id == person.id, Promise.public_id == public_id)
    return db.first_or_404(hers)
