"""Letting go of what lies ahead of somebody, many shifts by one act: lines move later.

Each act names itself in ``cancelled_by``. The places are free at once; whoever stands by is asked by the next
sweep (``Shift.freed_at``), so that an act about somebody with many shifts stays short.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.volunteering.models import GONE, Shift, Signup

FETCH = {"synchronize_session": "fetch"}


def hold(shift_ids: Collection[int]) -> None:
    """Lock these shifts, in one order for all."""
    locked = select(Shift).where(Shift.id.in_(shift_ids)).order_by(Shift.id).with_for_update(of=Shift)
    db.session.scalars(locked.execution_options(populate_existing=True)).all()


def free(signups: Sequence[Signup], *, cause: str, why: str, by: Actor, now: datetime) -> None:
    """End these, whose shifts are held, because of ``cause``; what was to be mailed about them stays here.

    ``why`` stands on the page behind each one's own link.
    """
    ids, shifts = [one.id for one in signups], {one.shift_id for one in signups}
    if not ids:
        return
    before = {one.id: one.status for one in signups}
    moved = update(Shift).where(Shift.id.in_(shifts)).values(seating=Shift.seating + 1, freed_at=now)
    gone = {"cancelled_at": now, "cancelled_by": cause, "cancelled_why": why, "offered_until": None}
    db.session.execute(moved, execution_options=FETCH)
    db.session.execute(update(Signup).where(Signup.id.in_(ids)).values(gone), execution_options=FETCH)
    mail.withdraw(Mail.about_kind == Signup.__tablename__, Mail.about_id.in_(ids), now=now)
    audit.record_each(
        "freed", signups, by=by, now=now, why=cause,
        before=lambda one: {"status": before[one.id]}, after={"status": GONE},
    )  # fmt: skip
