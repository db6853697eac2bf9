"""What is told to many is held for ten minutes; here they pass."""

from sqlalchemy import func, select

from chapter import db
from chapter.mail import tasks
from chapter.mail.models import Telling


def release_held() -> int:
    """Let the ten minutes of all that is held be over, and its letters be written; how many were held."""
    held = list(
        db.session.scalars(select(Telling).where(Telling.sent_at.is_(None), Telling.undone_at.is_(None)))
    )
    last = db.session.scalar(
        select(func.max(Telling.leaves_at)).where(Telling.id.in_([one.id for one in held]))
    )
    db.session.rollback()
    if last is not None:
        while tasks.tell(last):
            pass
    db.session.expire_all()
    stuck = [one for one in db.session.scalars(select(Telling)) if one.stuck]
    assert not stuck, "what could not be written is in the log"
    return len(held)


def held_tellings() -> list[Telling]:
    """What is held just now."""
    found = select(Telling).where(Telling.left_at.is_(None), Telling.undone_at.is_(None))
    return list(db.session.scalars(found.order_by(Telling.id)))
