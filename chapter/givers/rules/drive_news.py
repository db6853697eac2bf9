"""What the gifts to a drive did, mailed once to everybody who gave to it."""

from datetime import datetime

from sqlalchemy import Select, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts import kinds, queries
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import COUNTED
from chapter.refusal import Refused

DRIVE_NEWS = "giving.news"
"""The kind of broadcast that says what the gifts to a drive did."""


def hold_news(drive: Drive, words: str, signed: str, *, by: Actor, now: datetime) -> Broadcast:
    """Mail everybody who gave to ``drive`` what it did, in ten minutes; once for a drive.

    Raises Refused the second time, and when it would reach nobody.
    """
    drive = db.lock(drive)
    check_not_told(drive)
    change = holds.Change(drive, payload={"words": words, "signed": signed})
    (said,) = holds.hold(DRIVE_NEWS, [change], by=by, now=now)
    if not kinds.count_recipients(said):
        raise Refused("No one who gave has agreed to hear what their gift did.")
    audit.record("told what gifts did", drive, by=by, now=now)
    return said


def check_not_told(drive: Drive) -> None:
    """Raises Refused when the news of ``drive`` was sent, or is held."""
    if news_of(drive) is not None:
        raise Refused("This update was already sent. Each drive has only one.")


def news_of(drive: Drive) -> Broadcast | None:
    """The news of ``drive`` that is held, or was sent; None when there is none."""
    return db.first(queries.standing_about(drive, DRIVE_NEWS))


def givers_to_tell(drive_id: int) -> Select[int, str, str, int | None]:
    """The gifts to a drive with an email, by name."""
    columns = Gift.id, Gift.name, Gift.email, Gift.person_id
    given = select(*columns).where(Gift.drive_id == drive_id, *COUNTED, Gift.email_key != "")
    return given.order_by(Gift.name, Gift.id)
