"""Where somebody stops belonging to a membership, and where it ends with the last of its people."""

from collections.abc import Sequence
from datetime import datetime

from chapter.audit import Actor
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.web.endings import Ended, EndHook

ENROLLMENTS_ENDED = EndHook("membership.enrollments_ended", Enrollment.__tablename__)
MEMBERSHIPS_ENDED = EndHook("membership.ended", Membership.__tablename__)


def end(enrollments: Sequence[Enrollment], *, by: Actor, now: datetime) -> None:
    """End enrollments: these people do not belong any more. The caller updates their roles."""
    for enrollment in enrollments:
        enrollment.ended_at, enrollment.ended_by = now, by.person_id
    ENROLLMENTS_ENDED.tell(Ended([enrollment.id for enrollment in enrollments], now))


def end_membership(membership: Membership, *, now: datetime, restorable: bool = False) -> None:
    """End a membership to which nobody belongs any more. ``restorable``: its dues were reversed; when they
    are paid again, whoever was named for it is invited to the next one."""
    membership.ended_at = now
    MEMBERSHIPS_ENDED.tell(Ended([membership.id], now, restorable))
