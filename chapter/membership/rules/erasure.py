"""Ending the memberships of somebody who is erased."""

from collections.abc import Sequence
from datetime import datetime

from chapter import db
from chapter.audit import Actor
from chapter.membership import queries
from chapter.membership.models.memberships import Enrollment
from chapter.membership.rules import endings, member_role, payers, terms
from chapter.personal_data.declarations import Erasure


def erase_memberships(person_ids: Sequence[int], erasure: Erasure) -> None:
    """End what these people belong to. A bundle that others belong to passes to the person who has been in it
    longest, who pays from now on."""
    for person_id in person_ids:
        enrollment = queries.enrollment_of(person_id)
        if enrollment is not None:
            _end(enrollment, now=erasure.now)
            member_role.sync_roles([person_id], now=erasure.now)


def _end(enrollment: Enrollment, *, now: datetime) -> None:
    by = Actor("rule", name="erasure")
    membership = terms.lock_membership(enrollment.membership)
    others = [one for one in queries.enrollments_in(membership) if one.id != enrollment.id]
    endings.end([enrollment], by=by, now=now)
    membership.link_version += 1
    if not others:
        endings.end_membership(membership, now=now)
    elif membership.payer_id == enrollment.person_id:
        payers.replace_payer(membership, others, by=by, now=now)
    db.session.flush()
