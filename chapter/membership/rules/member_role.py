"""The member role follows from the membership: granted and ended by rule, never by staff.

A person who was never a member keeps a role that the managing director granted; the director ends it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from chapter import db
from chapter.accounts.rules import roles
from chapter.audit import Actor
from chapter.membership import queries
from chapter.membership.models.memberships import Member
from chapter.membership.status import MEMBERS, STATUSES, WHY_LEFT
from chapter.people.models import Person, RoleGrant

ROLE = "member"
RULE = Actor("rule", name="membership")
AT_ONCE = 50


def sync_roles(person_ids: Collection[int], *, now: datetime) -> int:
    """Grant the role to those of these people who are members now, and end it for those who are not; returns
    how many roles changed."""
    found = queries.statuses(person_ids, now)
    held, changed = {grant.person_id: grant for grant in _held(person_ids)}, 0
    for number, status in found.items():
        if status in MEMBERS and number not in held:
            person = db.session.get_one(Person, number)
            roles.grant(person, ROLE, by=RULE, why=_why(status), now=now)
            changed += 1
        elif status not in MEMBERS and number in held:
            roles.end(held[number], by=RULE, why=_why(status), now=now)
            changed += 1
    return changed


def sync_changed_roles(*, now: datetime) -> int:
    """Update the role of some people whose status changed as time passed; returns how many roles changed."""
    members = queries.members_on(queries.today(now))
    holders = select(RoleGrant.person_id).where(RoleGrant.role == ROLE, RoleGrant.ended_at.is_(None))
    over = select(Member.person_id).where(Member.person_id.in_(holders), Member.person_id.not_in(members))
    new = select(Member.person_id).where(Member.person_id.in_(members), Member.person_id.not_in(holders))
    ids = [number for ask in (over, new) for number in db.session.scalars(ask.limit(AT_ONCE))]
    return sync_roles(ids, now=now)


def _held(person_ids: Collection[int]) -> list[RoleGrant]:
    held = select(RoleGrant).where(
        RoleGrant.person_id.in_(person_ids), RoleGrant.role == ROLE, RoleGrant.ended_at.is_(None)
    )
    return list(db.session.scalars(held))


def _why(status: str | None) -> str:
    if status is None:
        return "No membership."
    return WHY_LEFT.get(status) or f"Membership: {STATUSES[status].lower()}."
