"""Queries about opportunities, shifts and sign-ups."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from chapter import db, restrictions
from chapter.accounts.viewer import Viewer
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.levels import models
from chapter.membership import entitlements
from chapter.people import visibility
from chapter.people.models import Person
from chapter.people.models.profile import Skill
from chapter.people.newcomers import EarlierVisit
from chapter.people.verification import is_verified
from chapter.restrictions import Use
from chapter.security import signed_links
from chapter.shifts.clashes import TRAVEL, Busy
from chapter.shifts.coverage import Coverage, count_coverage
from chapter.shifts.models import INVITED, MEMBERS, PUBLIC, TIMED, Opportunity, Shift, Signup
from chapter.shifts.models.clearances import Clearance
from chapter.shifts.models.invitations import Invitation
from chapter.small_jobs.queries import bookings_wanting_job


def visible_to(viewer: Viewer) -> Select[Opportunity]:
    """The published opportunities that ``viewer`` may see; the volunteer lead sees all."""
    published = select(Opportunity).where(Opportunity.published_at.is_not(None))
    if viewer.has("volunteers"):
        return published
    open_to = [PUBLIC, MEMBERS] if entitlements.is_entitled(viewer, models.EVENTS) else [PUBLIC]
    if not viewer.is_authenticated:
        return published.where(Opportunity.audience.in_(open_to))
    asked = (
        select(Shift.opportunity_id)
        .join(Invitation, Invitation.shift_id == Shift.id)
        .where(Invitation.person_id == viewer.person.id)
    )
    invited = (Opportunity.audience == INVITED) & Opportunity.id.in_(asked)
    return published.where(or_(Opportunity.audience.in_(open_to), invited))


def known_to(viewer: Viewer) -> Select[Opportunity]:
    """Opportunities that ``viewer`` may know exist: those visible to the viewer, all for the volunteer lead,
    and for anybody signed in those for members, whose page says what would open them."""
    if viewer.has("volunteers"):
        return select(Opportunity)
    known: list[ColumnElement[bool]] = [
        Opportunity.id.in_(visible_to(viewer).with_only_columns(Opportunity.id))
    ]
    if viewer.is_authenticated:
        known.append(and_(Opportunity.published_at.is_not(None), Opportunity.audience == MEMBERS))
    return select(Opportunity).where(or_(*known))


def for_members(slug: str) -> Select[Opportunity]:
    """The published members-only opportunity with this address, for any viewer: to say what would open it."""
    published = Opportunity.published_at.is_not(None), Opportunity.audience == MEMBERS
    return select(Opportunity).where(Opportunity.slug == slug, *published)


def opportunities() -> Select[Opportunity]:
    """All opportunities, for the office, the newest first."""
    loading = (joinedload(Opportunity.program), joinedload(Opportunity.event), joinedload(Opportunity.lead))
    return select(Opportunity).options(*loading).order_by(Opportunity.id.desc())


def published_opportunities() -> list[Opportunity]:
    """The published opportunities that are not canceled, by title."""
    found = opportunities().where(Opportunity.published_at.is_not(None), Opportunity.cancelled_at.is_(None))
    return list(db.session.scalars(found.order_by(None).order_by(Opportunity.title, Opportunity.id)))


def person_by_public_id(public_id: str) -> Select[Person]:
    """The person with this public id, unless they were erased."""
    return select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None))


def opportunity_by_public_id(public_id: str) -> Select[Opportunity]:
    """The opportunity with this public id."""
    return select(Opportunity).where(Opportunity.public_id == public_id)


def shifts_of(whole: Collection[int] | Select[int], since: datetime | None = None) -> list[Shift]:
    """The shifts of these opportunities, by their numbers or a query for them, in order of time; with
    ``since`` only those that end after it."""
    found = select(Shift).where(Shift.opportunity_id.in_(whole)).order_by(Shift.starts_at, Shift.id)
    if since is not None:
        found = found.where(Shift.ends_at > since, Shift.cancelled_at.is_(None))
    return list(db.session.scalars(found))


def shift_by_public_id(public_id: str) -> Select[Shift]:
    """The shift with this public id."""
    return select(Shift).where(Shift.public_id == public_id)


def signups_of(shift: Shift, *, gone: bool = False) -> list[Signup]:
    """The live sign-ups of ``shift``, in line; ``gone``: with ended ones."""
    of_it = select(Signup).where(Signup.shift_id == shift.id).order_by(Signup.queued_at, Signup.id)
    return list(db.session.scalars(of_it if gone else of_it.where(Signup.cancelled_at.is_(None))))


def coverage_by_shift(shifts: Collection[Shift]) -> dict[int, Coverage]:
    """The coverage of each shift, by ``Shift.id``, in two statements."""
    taken: dict[int, list[Signup]] = defaultdict(list)
    live = select(Signup).where(
        Signup.shift_id.in_([one.id for one in shifts]), Signup.cancelled_at.is_(None)
    )
    for signup in db.session.scalars(live):
        taken[signup.shift_id].append(signup)
    jobs = _job_seekers_by_event({one.opportunity.event_id for one in shifts if one.opportunity.from_job})
    return {
        one.id: count_coverage(
            one, taken[one.id], jobs.get(one.opportunity.event_id, 0) if one.opportunity.from_job else 0
        )
        for one in shifts
    }


def coverage_of(shift: Shift) -> Coverage:
    """The coverage of one shift."""
    return coverage_by_shift([shift])[shift.id]


def _job_seekers_by_event(event_ids: set[int | None]) -> dict[int | None, int]:
    if not event_ids:
        return {}
    theirs = bookings_wanting_job().where(Rsvp.event_id.in_(event_ids))
    counted = theirs.with_only_columns(Rsvp.event_id, func.count()).group_by(Rsvp.event_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def signup_by_public_id(public_id: str) -> Select[Signup]:
    """The sign-up with this public id, with its shift."""
    return select(Signup).options(joinedload(Signup.shift)).where(Signup.public_id == public_id)


def signup_by_token(token: str) -> Signup | None:
    """The sign-up of a personal link; None when the link is unknown, outdated or made up."""
    return signed_links.record_by_token(token, "shift", select(Signup).options(joinedload(Signup.shift)))


def signup_by_nonce(nonce: str) -> Signup | None:
    """The sign-up that was made by the form with this nonce; None when there is none."""
    return db.first(select(Signup).where(Signup.nonce == nonce))


def signup_by_code(code: str) -> Signup | None:
    """The sign-up with this check-in code; None when there is none."""
    return db.first(select(Signup).options(joinedload(Signup.shift)).where(Signup.checkin_code == code))


def shown_names_by_shift(shift_ids: Collection[int], me: int | None) -> dict[int, list[str]]:
    """The first names of those who take these shifts and are willing to be shown, as far as ``me`` may see
    them (None: somebody not signed in), by ``Shift.id``."""
    found: dict[int, list[str]] = defaultdict(list)
    shown = select(Signup).where(
        Signup.shift_id.in_(shift_ids), Signup.show_me, Signup.confirmed_at.is_not(None),
        Signup.cancelled_at.is_(None), Signup.erased_at.is_(None),
        visibility.is_visible_to(Signup.person_id, me),
    )  # fmt: skip
    for signup in db.session.scalars(shown.order_by(Signup.id)):
        found[signup.shift_id].append(signup.shown_name)
    return found


def live_signup_of(shift: Shift, person_id: int) -> Signup | None:
    """The live sign-up of a person for ``shift``; None when there is none."""
    return db.first(
        select(Signup).where(
            Signup.shift_id == shift.id, Signup.person_id == person_id, Signup.cancelled_at.is_(None)
        )
    )


def upcoming_signups_of(person_id: int, now: datetime) -> list[Signup]:
    """The live sign-ups of a person for shifts that are not over, the next first."""
    return list(
        db.session.scalars(_live_signups_of(person_id).where(Shift.ends_at > now).order_by(Shift.starts_at))
    )


def past_signups_of(person_id: int, now: datetime, most: int = 20) -> list[Signup]:
    """A person's sign-ups for shifts that are over, the latest first."""
    over = _live_signups_of(person_id).where(Shift.ends_at <= now, Signup.confirmed_at.is_not(None))
    return list(db.session.scalars(over.order_by(Shift.starts_at.desc()).limit(most)))


def _live_signups_of(person_id: int) -> Select[Signup]:
    whole = select(Signup).join(Signup.shift).options(joinedload(Signup.shift))
    return whole.where(
        Signup.person_id == person_id, Signup.cancelled_at.is_(None), Shift.cancelled_at.is_(None)
    )


def busy_time(shift: Shift) -> Busy:
    """A shift as the rules of clashes take it."""
    whole = shift.opportunity
    return Busy(shift.starts_at, shift.ends_at, shift.title, shift.where, whole.remote, whole.event_id)


def busy_times_of(person_id: int, starts: datetime, ends: datetime) -> list[Busy]:
    """What a person has, or was offered, around that time: shifts with a time, and bookings with a seat;
    none that was only typed under their name."""
    around = (starts - TRAVEL, ends + TRAVEL)
    shifts = (
        _live_signups_of(person_id)
        .join(Shift.opportunity)
        .where(
            Shift.starts_at < around[1],
            Shift.ends_at > around[0],
            Signup.confirmed_at.is_not(None),
            Opportunity.kind.in_(TIMED),
            Opportunity.cancelled_at.is_(None),
        )
    )
    bookings = (
        select(Event)
        .join(Rsvp, Rsvp.event_id == Event.id)
        .where(
            Rsvp.person_id == person_id,
            is_verified(Rsvp),
            Rsvp.seated_at.is_not(None),
            Rsvp.cancelled_at.is_(None),
            Event.cancelled_at.is_(None),
            Event.starts_at < around[1],
            Event.ends_at > around[0],
        )
    )
    found = [busy_time(one.shift) for one in db.session.scalars(shifts)]
    return found + [
        Busy(one.starts_at, one.ends_at, one.title, one.place, one.online and not one.place, one.id)
        for one in db.session.scalars(bookings)
    ]


def clearances_of(person_id: int) -> list[Clearance]:
    """A person's current clearances. Only for the volunteer lead, and for checks that reveal nothing."""
    stands = Clearance.person_id == person_id, Clearance.ended_at.is_(None)
    return list(db.session.scalars(select(Clearance).where(*stands).order_by(Clearance.kind, Clearance.id)))


def people_with_skills(wanted: Iterable[str], without: int) -> list[Person]:
    """Members who have one of these skills, except for person number ``without``."""
    keys = [word.casefold() for word in wanted]
    if not keys:
        return []
    able = select(Skill.person_id).where(Skill.key.in_(keys), Skill.person_id != without)
    found = select(Person).where(
        Person.id.in_(able), restrictions.is_open_to(Use.ASK, Person.id), Person.email != ""
    )
    return list(db.session.scalars(found.order_by(Person.id)))


def invitations_this_week(person_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many invitations each of them got in the last seven days, by ``Person.id``."""
    lately = (
        select(Invitation.person_id, func.count())
        .where(Invitation.person_id.in_(person_ids), Invitation.sent_at > now - timedelta(days=7))
        .group_by(Invitation.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(lately)}


def had_shift(person_id: SQLColumnExpression[int], before: datetime) -> ColumnElement[bool]:
    """A shift before that time which the person had and did not miss, or at which they were checked in."""
    hers, past = aliased(Signup), aliased(Shift)
    came = or_(hers.came_at < before, past.ends_at <= before)
    return exists().where(
        hers.person_id == person_id, hers.shift_id == past.id, is_verified(hers), came,
        hers.confirmed_at.is_not(None), hers.cancelled_at.is_(None), hers.released_at.is_(None),
        hers.no_show_at.is_(None), hers.excused_at.is_(None), past.cancelled_at.is_(None),
    )  # fmt: skip


HAD_SHIFT = EarlierVisit("shifts", had_shift)
"""Somebody who had a shift is not new (see people.newcomers)."""
