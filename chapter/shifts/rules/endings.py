"""Where a sign-up ends, whoever ends it; what other packages hold for it follows by the hook."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from chapter import db
from chapter.shifts.models import Shift, Signup
from chapter.web.endings import Ended, EndHook

SIGNUPS_ENDED = EndHook("shifts.signups_ended", Signup.__tablename__)


def end(signups: Sequence[Signup], *, cause: str, why: str = "", now: datetime) -> None:
    """End sign-ups, whose shifts are locked. ``cause`` is written to ``cancellation_cause``; ``why`` is shown
    on the page of each one's personal link. The caller asks the backups."""
    for signup in signups:
        signup.cancelled_at, signup.cancellation_cause, signup.cancelled_why = now, cause, why
        signup.offered_until = None
    SIGNUPS_ENDED.tell(Ended([signup.id for signup in signups], now))


def end_with_shifts(shifts: Sequence[Shift], *, cause: str, why: str, now: datetime) -> None:
    """End every live sign-up of these shifts, which were called off, in one statement. Their other columns
    stay as they are, for an undo."""
    live = Signup.shift_id.in_([shift.id for shift in shifts]), Signup.cancelled_at.is_(None)
    ids = list(db.session.scalars(select(Signup.id).where(*live).order_by(Signup.id)))
    freed = {"cancelled_at": now, "cancellation_cause": cause, "cancelled_why": why}
    ended = update(Signup).where(*live).values(freed)
    db.session.execute(ended, execution_options={"synchronize_session": "fetch"})
    SIGNUPS_ENDED.tell(Ended(ids, now, restorable=True))
