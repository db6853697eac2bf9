"""Erasing what memberships say of a person. The amounts stay in the books, without personal words."""

from datetime import datetime

from sqlalchemy import update

from chapter import db
from chapter.audit import Actor
from chapter.levels.models import RequirementTick
from chapter.membership import queries
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.memberships import Member
from chapter.membership.rules import endings, member_role, payers, terms
from chapter.people.models import Person

WITHOUT_SYNC = {"synchronize_session": False}


def erase_memberships(person: Person, *, now: datetime) -> None:
    """Blank every word about ``person`` in memberships and end what they belong to.

    Days, amounts and the fact that they belonged stay: they are the chapter's books, and name nobody any
    more. A bundle that others belong to passes to the person who has been in it longest, who pays from now
    on. Applications and invitations are erased by ``forget_applications`` and ``forget_invitations``.
    """
    if db.session.get(Member, person.id) is None:
        return
    by = Actor("rule", name="erasure")
    enrollment = queries.enrollment_of(person.id)
    if enrollment is not None:
        membership = terms.lock_membership(enrollment.membership)
        others = [one for one in queries.enrollments_in(membership) if one.id != enrollment.id]
        endings.end([enrollment], by=by, now=now)
        membership.link_version += 1
        if not others:
            endings.end_membership(membership, now=now)
        elif membership.payer_id == person.id:
            payers.replace_payer(membership, others, by=by, now=now)
        db.session.flush()
        member_role.sync_roles([person.id], now=now)
    for table in (
        update(Departure).where(Departure.person_id == person.id).values(why="", freed=""),
        update(RequirementTick).where(RequirementTick.person_id == person.id).values(note=""),
        update(Dues).where(Dues.payer_id == person.id).values(note=""),
    ):
        db.session.execute(table, execution_options=WITHOUT_SYNC)
