"""Resigning, being suspended, dying: recorded with a reason by the office, and revoked when it was a
mistake."""

from datetime import date, datetime

from sqlalchemy import select, update

from chapter import audit, db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.rules import accounts
from chapter.audit import Actor
from chapter.membership import queries
from chapter.membership.models.applications import Application
from chapter.membership.models.departures import Departure
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import endings, member_role, payers, terms
from chapter.membership.status import DECEASED, STATUSES, SUSPENDED, WHY_LEFT
from chapter.people.models import Person
from chapter.people.rules import persons
from chapter.refusal import Refused

PAYER = "This person pays for others in the membership. First choose someone else to pay."


def leave(
    person: Person, kind: str, *, why: str, by: Actor, now: datetime, died_on: date | None = None
) -> Departure:
    """Record that ``person`` resigned, is suspended or has died, as of today; their member role ends with it.

    A suspended person keeps their membership; resigned and deceased end it. The account and the open
    applications of a person who died (on ``died_on``, if known) are closed; a bundle that they paid for
    passes to the person who has been in it longest. What else lies ahead of them is cancelled by
    records.rules, which knows of it. Raises Refused when they have left already, never were a member, or
    resign while they pay for others, and for a day to come.
    """
    person, today = db.lock(person), queries.today(now)
    if died_on is not None and died_on > today:
        raise Refused("This date is in the future.", "died_on")
    enrollment, stands = queries.enrollment_of(person.id), queries.open_departure(person.id)
    if stands is not None:
        raise Refused(f"This person is already {STATUSES[stands.kind].lower()}. Undo that first.")
    if enrollment is None and kind != DECEASED:
        raise Refused("This person has no membership to leave.")
    if enrollment is not None and kind != SUSPENDED:
        _give_up(enrollment, kind, by, now)
    if kind == DECEASED:
        persons.mark_deceased(person, now=now)
        _close(person, by, now)
    departure = Departure(
        person_id=person.id, kind=kind, since_on=died_on if kind == DECEASED and died_on else today, why=why,
        noted_at=now, noted_by=by.person_id, released_summary="",
    )  # fmt: skip
    db.session.add(departure)
    audit.record(kind, person, by=by, now=now, why=why)
    db.session.flush()
    member_role.sync_roles([person.id], now=now)
    return departure


def revoke_departure(departure: Departure, *, by: Actor, now: datetime) -> None:
    """Revoke a departure: a suspension is over, or it was recorded by mistake.

    The membership that it ended goes on. Raises Refused when the person belongs to another one meanwhile.
    """
    departure = db.lock(departure)
    if departure.until_on is not None:
        return
    person = db.lock(db.session.get_one(Person, departure.person_id))
    ended = db.first(
        select(Enrollment).where(Enrollment.person_id == person.id, Enrollment.ended_at == departure.noted_at)
    )
    if ended is not None and queries.enrollment_of(person.id) is None:
        membership = terms.lock_membership(ended.membership)
        require_room(membership)
        ended.ended_at = ended.ended_by = membership.ended_at = None
    today = queries.today(now)
    departure.until_on, departure.lifted_at, departure.lifted_by = today, now, by.person_id
    audit.record("took back", person, by=by, now=now, before={"status": departure.kind})
    if departure.kind == DECEASED:
        persons.unmark_deceased(person)
    account = accounts_queries.account_of(person)
    if departure.kind == DECEASED and account is not None and account.disabled_at == departure.noted_at:
        accounts.enable(account, by=by, why="Recorded by mistake.", now=now)
    db.session.flush()
    member_role.sync_roles([person.id], now=now)


def require_room(membership: Membership) -> None:
    """Raises Refused when the bundle is full."""
    taken, most = len(queries.enrollments_in(membership)), membership.level.bundle_most
    if taken >= most:
        raise Refused(f"{membership.level.name} has {most} spots, and all of them are taken.")


def _give_up(enrollment: Enrollment, kind: str, by: Actor, now: datetime) -> None:
    membership = terms.lock_membership(enrollment.membership)
    others = [one for one in queries.enrollments_in(membership) if one.id != enrollment.id]
    pays = membership.payer_id == enrollment.person_id
    if others and pays and kind != DECEASED:
        raise Refused(PAYER)
    endings.end([enrollment], by=by, now=now)
    if not others:
        endings.end_membership(membership, now=now)
    elif pays:
        payers.replace_payer(membership, others, by=by, now=now)


def _close(person: Person, by: Actor, now: datetime) -> None:
    hers = update(Application).where(Application.person_id == person.id, Application.closed_at.is_(None))
    db.session.execute(hers.values(closed_at=now), execution_options={"synchronize_session": "fetch"})
    account = accounts_queries.account_of(person)
    if account is not None:
        accounts.disable(account, by=by, why=WHY_LEFT[DECEASED], now=now)
