"""Roles: who holds which; granted and ended by a managing director, who gives a reason."""

from datetime import datetime

from sqlalchemy import select

from chapter import audit, db
from chapter.accounts.models import Account
from chapter.audit import Actor
from chapter.people.models import ROLES, Person, RoleGrant
from chapter.refusal import Refused

LAST_DIRECTOR = "The chapter needs a managing director. Give another person this role first."


def grant(person: Person, role: str, *, by: Actor, why: str, now: datetime) -> RoleGrant:
    """Grant ``role`` to ``person``, from their next request on. Raises Refused when they hold it already, or
    have died."""
    if person.deceased_at is not None:
        raise Refused(f"{person.name} has died.", "role")
    held = select(RoleGrant).where(
        RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
    )
    if db.first(held) is not None:
        raise Refused(f"{person.first_name} already has this role.", "role")
    given = RoleGrant(person_id=person.id, role=role, granted_at=now, granted_by=by.person_id)
    db.session.add(given)
    audit.record("granted role", person, by=by, now=now, after={"role": ROLES[role]}, why=why)
    return given


def end(given: RoleGrant, *, by: Actor, why: str, now: datetime) -> None:
    """End a role, from the person's next request on. Raises Refused for the last managing director's.

    Locks by itself: the directors' grants in order before this one, or two directors who end each other's
    roles at once would deadlock.
    """
    if given.role == "director":
        require_another_director(given.person_id)
    given = db.lock(given)
    if given.ended_at is not None:
        return
    given.ended_at, given.ended_by = now, by.person_id
    person = db.session.get_one(Person, given.person_id)
    audit.record("ended role", person, by=by, now=now, before={"role": ROLES[given.role]}, why=why)


def require_another_director(person_id: int) -> None:
    """Raises Refused unless somebody else, who can sign in, is managing director. Locks the directors'
    grants, so that two directors can't end each other's at once."""
    directors = (
        select(RoleGrant)
        .where(RoleGrant.role == "director", RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    others = {given.person_id for given in db.session.scalars(directors)} - {person_id}
    able = select(Account.id).where(Account.person_id.in_(others), Account.disabled_at.is_(None))
    if db.first(able) is None:
        raise Refused(LAST_DIRECTOR)
