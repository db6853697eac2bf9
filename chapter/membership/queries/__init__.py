"""Finding memberships, terms and dues, and what somebody is to the chapter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from chapter import db
from chapter.levels import periods
from chapter.levels.models import Level
from chapter.levels.periods import A_DAY, Span
from chapter.membership.models.applications import Application
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Enrollment, Member, Membership, Term
from chapter.membership.queries.balances import owes_dues
from chapter.membership.status import (
    GRACE,
    LAPSED,
    MEMBERS,
    SUSPENDED,
    DepartureSpan,
    History,
    day_of,
    status,
)
from chapter.people import name_finder
from chapter.people.models import Person
from chapter.security import signed_links
from chapter.settings import queries as settings

STATES = {
    "all": "All",
    "current": "Active",
    "grace": "Grace period",
    "lapsed": "Lapsed",
    "risk": "At risk",
    "asked": "Asked to renew",
    "owing": "Dues owed",
}
"""Which memberships a list shows. At risk: it ends within 30 days, or is in grace. Due: balances.py."""

SOON = timedelta(days=30)
"""How long before its end a membership is due for renewal."""


@dataclass(frozen=True)
class Standing:
    """What a person is to the chapter on a day. ``status`` is None for a person who never applied or joined.

    ``was_until``: the day on which their last enrollment ended, when they have lapsed and belong to none.
    ``membership`` is the one they belong to; ``ends_on`` its last day, ``grace_until`` the last of grace
    (None: without end). ``renewal_due``: it ends within 30 days or has ended; ``pays``: they pay for it.
    """

    status: str | None
    first_joined_on: date | None = None
    membership: Membership | None = None
    pays: bool = False
    renewal_due: bool = False
    was_until: date | None = None

    @property
    def member(self) -> bool:
        """Whether the person counts as a member: current, or in grace."""
        return self.status in MEMBERS

    @property
    def level(self) -> Level | None:
        """The level of the membership; None without one."""
        return self.membership.level if self.membership else None

    @property
    def ends_on(self) -> date | None:
        """The last day of the membership; None without one, and for a level without end."""
        return self.membership.ends_on if self.membership else None

    @property
    def grace_until(self) -> date | None:
        """The last day on which a renewal goes on from the old end."""
        return self.membership.grace_until if self.membership else None


def today(now: datetime) -> date:
    """The calendar day at ``now``, in the chapter's time zone."""
    return day_of(now, settings.current().zone_info)


def enrollment_of(person_id: int) -> Enrollment | None:
    """The person's enrollment that has not ended; None when they belong to no membership."""
    return db.first(
        select(Enrollment).where(Enrollment.person_id == person_id, Enrollment.ended_at.is_(None))
    )


def last_enrollment_in(membership: Membership, person: Person) -> Enrollment | None:
    """The present enrollment of ``person`` in ``membership``, else their last one there."""
    hers = select(Enrollment).where(
        Enrollment.membership_id == membership.id, Enrollment.person_id == person.id
    )
    return db.first(hers.order_by(Enrollment.id.desc()))


def enrollments_in(membership: Membership) -> list[Enrollment]:
    """Everybody who belongs to ``membership`` now, by order of joining it."""
    live = select(Enrollment).where(Enrollment.membership_id == membership.id, Enrollment.ended_at.is_(None))
    return list(db.session.scalars(live.order_by(Enrollment.id)))


def terms_of(membership: Membership) -> list[Term]:
    """The terms of ``membership`` that are not voided, in order."""
    held = select(Term).where(Term.membership_id == membership.id, Term.voided_at.is_(None))
    return list(db.session.scalars(held.order_by(Term.first_on, Term.id)))


def all_terms_of(person: Person) -> list[Term]:
    """Every term of every membership that ``person`` belonged to, voided ones too, the latest first."""
    hers = select(Enrollment.membership_id).where(Enrollment.person_id == person.id)
    all_ = select(Term).where(Term.membership_id.in_(hers))
    return list(db.session.scalars(all_.order_by(Term.first_on.desc(), Term.id.desc())))


def dues_of(person: Person) -> list[Dues]:
    """The dues of every membership that ``person`` belonged to or paid for, the latest first."""
    hers = select(Enrollment.membership_id).where(Enrollment.person_id == person.id)
    paid = select(Dues).where(or_(Dues.membership_id.in_(hers), Dues.payer_id == person.id))
    return list(db.session.scalars(paid.order_by(Dues.paid_on.desc(), Dues.id.desc())))


def departures_of(person_id: int) -> list[Departure]:
    """The departures of a person, the latest first."""
    hers = select(Departure).where(Departure.person_id == person_id).order_by(Departure.id.desc())
    return list(db.session.scalars(hers))


def open_departure(person_id: int) -> Departure | None:
    """The person's latest departure that still holds; None when there is none."""
    return next((one for one in departures_of(person_id) if one.until_on is None), None)


def histories(person_ids: Collection[int]) -> dict[int, History]:
    """The history from which the status of each of these people follows, by person id; in three
    statements."""
    zone = settings.current().zone_info
    spans: dict[int, list[Span]] = {number: [] for number in person_ids}
    last = func.coalesce(Term.shortened_on, Term.last_on)
    belonging = (
        select(
            Enrollment.person_id, Enrollment.since_on, Enrollment.ended_at, Term.first_on, last,
            Term.anchor_on, Term.grace_days,
        )
        .join(Term, Term.membership_id == Enrollment.membership_id)
        .where(Enrollment.person_id.in_(person_ids), Term.voided_at.is_(None))
        .order_by(Term.first_on, Term.id)
    )  # fmt: skip
    for number, since, ended_at, first, final, anchor, grace in db.session.execute(belonging):
        until = day_of(ended_at, zone) if ended_at else None
        clipped = periods.clipped(Span(first, final, anchor, grace), since, until)
        if clipped is not None:
            spans[number].append(clipped)
    departures: dict[int, list[DepartureSpan]] = {number: [] for number in person_ids}
    for departure in db.session.scalars(select(Departure).where(Departure.person_id.in_(person_ids))):
        departures[departure.person_id].append(departure.span)
    asked = set(db.session.scalars(_open_applications(person_ids)))
    return {number: History(spans[number], departures[number], number in asked) for number in person_ids}


def statuses(person_ids: Collection[int], now: datetime) -> dict[int, str | None]:
    """The status of each of these people now, by person id."""
    on = today(now)
    return {number: status(history, on) for number, history in histories(person_ids).items()}


def standing_of(person: Person, now: datetime) -> Standing:
    """The standing of ``person`` now: status, level, first joining, end, grace, renewal due."""
    on, enrollment = today(now), enrollment_of(person.id)
    known = db.session.get(Member, person.id)
    membership = enrollment.membership if enrollment else None
    found = status(histories([person.id])[person.id], on)
    due = membership is not None and membership.ends_on is not None and membership.ends_on - SOON <= on
    return Standing(
        status=found,
        first_joined_on=known.first_joined_on if known else None,
        membership=membership,
        pays=membership is not None and membership.payer_id == person.id,
        renewal_due=due and found in {*MEMBERS, LAPSED},
        was_until=_was_until(person.id) if enrollment is None and found == LAPSED else None,
    )


def members_on(on: date) -> Select[int]:
    """The ids of all people who are members on this day: current or in grace, and not suspended."""
    other = aliased(Departure)
    suspended = select(other.person_id).where(
        other.kind == SUSPENDED, other.since_on <= on, or_(other.until_on.is_(None), other.until_on > on)
    )
    return (
        select(Enrollment.person_id)
        .join(Membership, Membership.id == Enrollment.membership_id)
        .where(
            Enrollment.ended_at.is_(None),
            Membership.ended_at.is_(None),
            or_(Membership.grace_until.is_(None), Membership.grace_until >= on),
            Enrollment.person_id.not_in(suspended),
        )
    )


def is_member(
    person_id: SQLColumnExpression[int], on: ColumnElement[date] | date, *also: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether the person of that column is a member on this day, and ``also`` holds of their membership, in
    SQL: the same rule as ``members_on``, checked row by row, so that a short list costs little."""
    left = exists().where(
        Departure.person_id == person_id,
        Departure.since_on <= on,
        or_(Departure.until_on.is_(None), Departure.until_on > on),
    )
    belongs = exists().where(
        Enrollment.person_id == person_id,
        Enrollment.ended_at.is_(None),
        Membership.id == Enrollment.membership_id,
        Membership.ended_at.is_(None),
        or_(Membership.grace_until.is_(None), Membership.grace_until >= on),
        *also,
    )
    return and_(belongs, ~left)


def people_in_same_bundle(person_id: SQLColumnExpression[int] | int) -> Select[int]:
    """The ids of everybody who belongs to the same membership as this person."""
    hers = select(Enrollment.membership_id).where(
        Enrollment.person_id == person_id, Enrollment.ended_at.is_(None)
    )
    return select(Enrollment.person_id).where(
        Enrollment.membership_id.in_(hers), Enrollment.ended_at.is_(None)
    )


def by_renewal_token(token: str) -> Membership | None:
    """The membership whose renewal link carries ``token``; None when it is invalid or was replaced."""
    return signed_links.record_by_token(token, "renewal", select(Membership))


def current_term_days(membership: Membership, on: date) -> tuple[date, date | None]:
    """The first and the last day of the term of ``membership`` that counts on this day.

    In grace, and after it, that is the latest; a level without end counts in years from its first day.
    """
    begun = [term.span for term in terms_of(membership) if term.first_on <= on]
    if not begun:
        return membership.began_on, membership.ends_on
    span = begun[-1]
    if span.last is not None:
        return span.first, span.last
    years = on.year - span.first.year - ((on.month, on.day) < (span.first.month, span.first.day))
    return periods.anniversary(span.first, years), periods.anniversary(span.first, years + 1) - A_DAY


def memberships_in_state(state: str, on: date) -> Select[Membership]:
    """Memberships in one state of ``STATES``, for lists."""
    live = select(Membership).where(Membership.ended_at.is_(None))
    ends, grace = Membership.ends_on, Membership.grace_until
    conditions = {
        "all": and_(True),
        "current": or_(ends.is_(None), ends >= on),
        GRACE: and_(ends < on, grace >= on),
        LAPSED: grace < on,
        "risk": and_(ends <= on + SOON, grace >= on),
        "asked": Membership.renewal_wanted_at.is_not(None),
        "owing": owes_dues(on),
    }
    return live.where(conditions[state])


def enrollments_in_state(state: str, name: str, on: date) -> Select[Enrollment]:
    """The enrollments in memberships of one state of ``STATES``, by name; only people whose name each word of
    ``name`` may mean (name_finder)."""
    memberships = memberships_in_state(state, on).with_only_columns(Membership.id)
    found = (
        select(Enrollment)
        .join(Enrollment.person)
        .where(Enrollment.ended_at.is_(None), Enrollment.membership_id.in_(memberships))
        .options(contains_eager(Enrollment.person))
        .order_by(Person.name_key, Enrollment.id)
    )
    if not name.strip():
        return found
    wanted = name_finder.look_up(name).words
    return name_finder.nearest(found, lambda least: [name_finder.is_named(wanted, least=least)])


def count_in_state(state: str, on: date) -> int:
    """How many people belong to a membership in one state of ``STATES``."""
    memberships = memberships_in_state(state, on).with_only_columns(Membership.id)
    live = select(func.count()).where(
        Enrollment.ended_at.is_(None), Enrollment.membership_id.in_(memberships)
    )
    return db.session.scalar(live) or 0


def count_members_by_level(on: date) -> dict[int, int]:
    """How many members each level has on this day, by level id."""
    held = select(Enrollment.membership_id).where(Enrollment.person_id.in_(members_on(on)))
    rows = (
        select(Membership.level_id, func.count(Enrollment.id))
        .join(Enrollment, Enrollment.membership_id == Membership.id)
        .where(Enrollment.ended_at.is_(None), Membership.id.in_(held))
        .group_by(Membership.level_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _was_until(person_id: int) -> date | None:
    """The day on which the person's last enrollment ended; None if they never had one that did."""
    last = db.session.scalar(
        select(Enrollment.ended_at)
        .where(Enrollment.person_id == person_id)
        .order_by(Enrollment.ended_at.desc(), Enrollment.id.desc())
        .limit(1)
    )
    return day_of(last, settings.current().zone_info) if last else None


def _open_applications(person_ids: Collection[int]) -> Select[int]:
    return select(Application.person_id).where(  # type: ignore[return-value]  # never None: see the next line
        Application.person_id.in_(person_ids),
        Application.proved_at.is_not(None),
        Application.closed_at.is_(None),
    )


def is_running(membership: Membership, now: datetime) -> bool:
    """Whether ``membership`` runs, or is in grace, and its payer is with the chapter."""
    over = membership.grace_until is not None and membership.grace_until < today(now)
    gone = open_departure(membership.payer_id) is not None
    return not (membership.ended_at is not None or over or gone)
