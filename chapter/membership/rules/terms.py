"""Memberships begin, go on, and begin anew: every term is created here."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.audit import Actor
from chapter.levels import periods
from chapter.levels.models import Level
from chapter.levels.periods import A_DAY, Span
from chapter.membership import queries
from chapter.membership.models.departures import Departure
from chapter.membership.models.memberships import (
    ANEW,
    GRANTED,
    JOINED,
    RENEWED,
    Enrollment,
    Member,
    Membership,
    Term,
)
from chapter.membership.rules import endings, member_role
from chapter.membership.rules import invitations as membership_invitations
from chapter.membership.status import RESIGNED
from chapter.people.models import Person
from chapter.refusal import Refused

GONE = "This person is {}. Undo that first."
NOT_YET = "This date is in the future."
TERM_VERBS = {JOINED: "began", RENEWED: "renewed", ANEW: "began anew"}
RETIRED = "This level is closed to new members."


def lock_membership(membership: Membership) -> Membership:
    """Lock ``membership`` and return it: whatever changes its terms or its people locks it first."""
    return db.lock(membership)


def join(person: Person, level: Level, *, on: date, by: Actor, now: datetime) -> Term:
    """Make ``person`` a member at ``level`` from ``on``, or renew: from the old end until grace is over.

    A person in somebody else's bundle leaves it; one who had resigned is back. Raises Refused when the day is
    to come, when they are suspended or have died, when the level is retired, or too many are in it.
    """
    if on > queries.today(now):
        raise Refused(NOT_YET, "paid_on")
    person = db.lock(person)
    enrollment = queries.enrollment_of(person.id)
    if level.retired_at is not None and (enrollment is None or enrollment.membership.level_id != level.id):
        raise Refused(RETIRED, "level")
    end_resignation(person, on, by=by, now=now)
    if enrollment is not None and enrollment.membership.payer_id != person.id:
        endings.end([enrollment], by=by, now=now)
        membership_invitations.notify_payer_of_leaver(enrollment.membership, person, now=now)
        enrollment = None
        db.session.flush()
    if enrollment is None:
        enrollment = _enroll_in_new_membership(person, level, on, by, now)
        return _extend(enrollment.membership, [enrollment], [], level, on, by, now)
    membership = lock_membership(enrollment.membership)
    enrollments, old = queries.enrollments_in(membership), queries.terms_of(membership)
    return _extend(membership, enrollments, old, level, on, by, now)


def grant(person: Person, level: Level, *, by: Actor, now: datetime) -> Term:
    """Give ``person`` a level without dues, from today. Raises Refused when the level asks for dues."""
    if level.price_cents:
        raise Refused("This level has dues. Record them to start the membership.", "level")
    term = join(person, level, on=queries.today(now), by=by, now=now)
    if level.complimentary:
        term.why = GRANTED
    return term


def refresh(membership: Membership, *, by: Actor, now: datetime) -> None:
    """Compute anew what follows from the terms that are not voided: run, end, grace, everybody's role.

    Without any, the membership ends, and whoever belonged to it alone was never a member.
    """
    db.session.flush()
    _recompute(membership, queries.terms_of(membership), queries.enrollments_in(membership), by, now)


def void(membership: Membership, term: Term, *, by: Actor, now: datetime) -> None:
    """Void ``term``, the last of ``membership``; a term that it had cut short goes on."""
    term.voided_at, term.voided_by = now, by.person_id
    db.session.flush()
    held = queries.terms_of(membership)
    if held and held[-1].shortened_on == term.first_on - A_DAY:
        held[-1].shortened_on = None
    refresh(membership, by=by, now=now)


def record_first_joined(days: Mapping[int, date]) -> None:
    """Record the day on which each of these people first joined; a recorded day is never changed."""
    rows = [{"person_id": number, "first_joined_on": day} for number, day in sorted(days.items())]
    db.add_missing(Member, rows)


def _recompute(
    membership: Membership, held: list[Term], enrollments: list[Enrollment], by: Actor, now: datetime
) -> None:
    spans = [term.span for term in held]
    people = [enrollment.person for enrollment in enrollments]
    if spans:
        membership.level, membership.began_on = held[-1].level, _run_start(spans).first
        membership.ends_on, membership.grace_until = spans[-1].last, spans[-1].grace_until
    else:
        endings.end(enrollments, by=by, now=now)
        endings.end_membership(membership, now=now, restorable=True)
        _forget_first_day(people)
    db.session.flush()
    member_role.sync_roles([person.id for person in people], now=now)


def _enroll_in_new_membership(person: Person, level: Level, on: date, by: Actor, now: datetime) -> Enrollment:
    """Enroll ``person`` in a new membership of their own."""
    membership = Membership(level=level, payer=person, began_on=on, made_at=now)
    db.session.add(membership)
    db.session.flush()
    enrollment = Enrollment(
        membership=membership, membership_id=membership.id, person=person, person_id=person.id,
        since_on=on, added_at=now, added_by=by.person_id,
    )  # fmt: skip
    db.session.add(enrollment)
    db.session.flush()
    return enrollment


def _extend(
    membership: Membership, enrollments: list[Enrollment], old: list[Term], level: Level, on: date, by: Actor,
    now: datetime,
) -> Term:  # fmt: skip
    """Add a term to ``membership``, whose ``enrollments`` and ``old`` terms are given."""
    if len(enrollments) > level.bundle_most:
        raise Refused(
            f"{level.name} covers up to {level.bundle_most}, and there are {len(enrollments)} people. "
            "First remove someone.",
            "level",
        )
    before = membership.level.name
    span = periods.continued(level.period, old[-1].span, on) if old else periods.begun(level.period, on)
    if old:
        _cut_short(old[-1], span, by, now)
    term = _new_term(membership, level, span, old, by, now)
    record_first_joined(
        {enrollment.person_id: max(span.first, enrollment.since_on) for enrollment in enrollments}
    )
    until = span.last.isoformat() if span.last else "no end date"
    was = {"level": before, "until": str(membership.ends_on)} if old else {}
    audit.record(
        TERM_VERBS[term.why],
        membership,
        by=by,
        now=now,
        before=was,
        after={"level": level.name, "until": until},
    )
    membership.renewal_wanted_at = None
    held = [one for one in old if one.voided_at is None]
    _recompute(membership, [*held, term], enrollments, by, now)
    membership_invitations.assign_named(membership, len(enrollments), now=now)
    return term


def _new_term(
    membership: Membership, level: Level, span: Span, old: list[Term], by: Actor, now: datetime
) -> Term:
    goes_on = bool(old) and old[-1].span.last is not None and old[-1].span.last + A_DAY == span.first
    known = db.session.get(Member, membership.payer_id) is not None
    term = Term(
        membership=membership, membership_id=membership.id, level=level, level_id=level.id,
        first_on=span.first, last_on=span.last, anchor_on=span.anchor, grace_days=span.grace_days,
        price_cents=level.price_cents, why=RENEWED if goes_on else ANEW if known else JOINED,
        made_at=now, made_by=by.person_id,
    )  # fmt: skip
    db.session.add(term)
    return term


def _cut_short(old: Term, span: Span, by: Actor, now: datetime) -> None:
    """End the old term where the new one begins, if it would have gone on."""
    if old.span.last is not None and old.span.last < span.first:
        return
    if old.first_on >= span.first:
        old.voided_at, old.voided_by = now, by.person_id
    else:
        old.shortened_on = span.first - A_DAY


def _run_start(spans: list[Span]) -> Span:
    """The span with which the present unbroken run began."""
    first = spans[-1]
    for span in reversed(spans[:-1]):
        if span.last is None or span.last + A_DAY != first.first:
            break
        first = span
    return first


def require_not_departed(person: Person) -> Departure | None:
    """The person's resignation, if they resigned. Raises Refused when they are suspended or have died."""
    departure = queries.open_departure(person.id)
    if departure is not None and departure.kind != RESIGNED:
        raise Refused(GONE.format(departure.kind))
    return departure


def end_resignation(person: Person, on: date, *, by: Actor, now: datetime) -> None:
    """End a resignation: the person is back. Raises Refused as ``require_not_departed`` does."""
    departure = require_not_departed(person)
    if departure is None:
        return
    departure.until_on, departure.lifted_at, departure.lifted_by = (
        max(on, departure.since_on),
        now,
        by.person_id,
    )


def _forget_first_day(people: list[Person]) -> None:
    for person in people:
        lived = select(Term.id).join(Enrollment, Enrollment.membership_id == Term.membership_id)
        if db.first(lived.where(Enrollment.person_id == person.id, Term.voided_at.is_(None))) is None:
            known = db.session.get(Member, person.id)
            if known is not None:
                db.session.delete(known)
