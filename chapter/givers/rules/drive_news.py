"""What the gifts to a drive did, mailed once to everybody who gave to it. The worker mails it in batches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts import kinds, queries
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.givers import emails
from chapter.givers.models import DriveNews
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import COUNTED
from chapter.mail import dedup_key
from chapter.mail import rules as mail
from chapter.refusal import Refused

BATCH_SIZE = 25
DRIVE_NEWS = "giving.news"
"""The kind of broadcast that says what the gifts to a drive did."""


def hold_news(drive: Drive, words: str, signed: str, *, by: Actor, now: datetime) -> Broadcast:
    """Mail everybody who gave to ``drive`` what it did, in ten minutes; once for a drive.

    Raises Refused the second time, and when it would reach nobody.
    """
    drive = db.lock(drive)
    check_not_told(drive)
    change = holds.Change(drive, words={"words": words, "signed": signed})
    (said,) = holds.hold(DRIVE_NEWS, [change], by=by, now=now)
    if not kinds.count_recipients(said):
        raise Refused("Nobody who gave said yes to hear what came of it.")
    audit.record("told what gifts did", drive, by=by, now=now)
    return said


def check_not_told(drive: Drive) -> None:
    """Raises Refused when the news of ``drive`` was sent, or is held."""
    if (
        queries.is_held(DRIVE_NEWS, drive)
        or db.first(select(DriveNews).where(DriveNews.drive_id == drive.id)) is not None
    ):
        raise Refused("That has been told already: one mail for each drive.")


def write_news(drive: Drive, words: str, signed: str, *, by: int | None, now: datetime) -> DriveNews:
    """Store what the gifts to ``drive`` did; a job mails it from now on."""
    news = DriveNews(drive=drive, words=words, signed=signed, written_at=now, written_by=by)
    db.session.add(news)
    return news


def gifts_to_tell(drive: Drive) -> list[Gift]:
    """One gift to ``drive`` for each email, by name: the one whose giver gets the news; where mail reaches
    none of the people who share an email, the first."""
    gifts = list(db.session.scalars(_with_an_email(drive.id)))
    of_each = {gift.email_key: gift for gift in reversed(gifts)}
    of_each |= {gift.email_key: gift for gift in first_reachable(gifts)}
    return sorted(of_each.values(), key=lambda gift: (gift.name, gift.id))


def first_reachable(gifts: Sequence[Gift]) -> list[Gift]:
    """For each email the first of ``gifts`` whose giver this news reaches. People who share an email with
    somebody who may not be mailed still get it."""
    readers = [Recipient(gift.id, gift.name, gift.email, gift.person_id) for gift in gifts]
    reached = {one.id for one in kinds.sort_recipients(readers, DRIVE_NEWS).to}
    of_each: dict[str, Gift] = {}
    for gift in gifts:
        if gift.id in reached:
            of_each.setdefault(gift.email_key, gift)
    return list(of_each.values())


def send_news(*, now: datetime) -> int:
    """Mail the next batch of drive news: each address once for a drive. Returns how many gifts were
    examined."""
    news = db.first(select(DriveNews).where(DriveNews.done_at.is_(None)).order_by(DriveNews.id))
    if news is None:
        return 0
    next_ones = _with_an_email(news.drive_id).where(Gift.id > news.last_gift_id).limit(BATCH_SIZE)
    gifts = list(db.session.scalars(next_ones))
    by_key = {f"news-{news.id}-{gift.email_key}": gift for gift in first_reachable(gifts)}
    told = dedup_key.already_used(by_key)
    for key, gift in by_key.items():
        if key not in told:
            to = (gift.name, gift.email)
            mail.queue(emails.news(gift, news), to=to, person_id=gift.person_id, now=now, once_key=key)
    news.last_gift_id = gifts[-1].id if gifts else news.last_gift_id
    if len(gifts) < BATCH_SIZE:
        news.done_at = now
    return len(gifts)


def _with_an_email(drive_id: int) -> Select[Gift]:
    return select(Gift).where(Gift.drive_id == drive_id, *COUNTED, Gift.email_key != "").order_by(Gift.id)
