"""What is told to many givers: the statements of a year, and what their gifts did. The worker mails them in
batches, each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, Select, insert, literal, null, select

from chapter import audit, db, reach
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds, yearly
from chapter.giving import emails, givers
from chapter.giving.models import Drive, Gift, News, Statement
from chapter.giving.queries import HAS
from chapter.mail import dedup_key
from chapter.mail import rules as mail
from chapter.people.models import Person
from chapter.reach import Use
from chapter.refusal import Refused
from chapter.settings import queries as settings

AT_ONCE = 25
STATEMENTS, NEWS = "giving.statements", "giving.news"
"""Kinds of telling."""


def ask_for_statements(year: int, *, by: Actor, now: datetime) -> int:
    """A statement of ``year``, in ten minutes, for each giver with an email who has none yet. How many;
    none when they are held already. Those without an email are listed by ``givers.not_reached``.

    Raises Refused while the year is not over: gifts may still come.
    """
    check_year(year, now)
    return yearly.hold_for_year(STATEMENTS, year, "asked for statements", by=by, now=now)


def check_year(year: int, now: datetime) -> None:
    """Raises Refused while that year is not over."""
    yearly.require_year_over(year, "Statements leave when no gift can come any more.", now=now)


def without_a_statement(year: int) -> Select[Person]:
    """Each giver of ``year`` who has no statement of it yet."""
    has = select(Statement.person_id).where(Statement.year == year)
    gave = givers.gave_in(year, settings.current().zone_info)
    return gave.where(Person.id.not_in(has)).order_by(Person.name, Person.id)


def ask_for(people: Sequence[int], year: int, *, by: int | None, now: datetime) -> int:
    """Note that the statements of ``year`` are mailed to these of them. How many."""
    columns = (Person.id, literal(year), literal(now), literal(by, Integer))
    reached = without_a_statement(year).where(Person.id.in_(people))
    names = ["person_id", "year", "asked_at", "asked_by"]
    noted = insert(Statement).from_select(names, reached.order_by(None).with_only_columns(*columns))
    return len(db.session.scalars(noted.returning(Statement.id)).all())


def ask_again(person: Person, year: int, *, by: Actor, now: datetime) -> None:
    """Mail her the statement of ``year`` (again): she asked for it herself."""
    found = db.first(select(Statement).where(Statement.person_id == person.id, Statement.year == year))
    if found is None:
        found = Statement(person=person, person_id=person.id, year=year, asked_at=now, asked_by=by.person_id)
        db.session.add(found)
        return
    found = db.lock(found)
    found.asked_at, found.sent_at = now, None


def send_statements(*, now: datetime) -> int:
    """Mail the next batch of statements. How many."""
    due = select(Statement).where(Statement.sent_at.is_(null())).order_by(Statement.id).limit(AT_ONCE)
    found = list(db.session.scalars(due))
    for one in found:
        if one.person.email and not reach.why_not([one.person_id], Use.HELD):
            to = (one.person.name, one.person.email)
            mail.queue(emails.statement(one), to=to, person_id=one.person_id, now=now)
        one.sent_at = now
    return len(found)


def tell(drive: Drive, words: str, signed: str, *, by: Actor, now: datetime) -> Broadcast:
    """Tell everybody who gave to ``drive`` what it did, in ten minutes; once for a drive.

    Raises Refused the second time, and while nobody is there to be told.
    """
    drive = db.lock(drive)
    check_untold(drive)
    change = holds.Change(drive, words={"words": words, "signed": signed})
    (said,) = holds.hold(NEWS, [change], by=by, now=now)
    if not kinds.count_recipients(said):
        raise Refused("Nobody who gave said yes to hear what came of it.")
    audit.record("told what gifts did", drive, by=by, now=now)
    return said


def check_untold(drive: Drive) -> None:
    """Raises Refused when it was told, or is held, what the gifts to ``drive`` did."""
    if holds.is_held(NEWS, drive) or db.first(select(News).where(News.drive_id == drive.id)) is not None:
        raise Refused("That has been told already: one mail for each drive.")


def write_news(drive: Drive, words: str, signed: str, *, by: int | None, now: datetime) -> News:
    """What the gifts to ``drive`` did, to be mailed by a job from now on."""
    news = News(drive=drive, words=words, signed=signed, written_at=now, written_by=by)
    db.session.add(news)
    return news


def to_be_told(drive: Drive) -> list[Gift]:
    """One gift of each email to ``drive``, by name: the one whose giver is told what it did; where mail
    reaches none of those who share an email, the first."""
    gifts = list(db.session.scalars(_with_an_email(drive.id)))
    of_each = {gift.email_key: gift for gift in reversed(gifts)}
    of_each |= {gift.email_key: gift for gift in first_reached(gifts)}
    return sorted(of_each.values(), key=lambda gift: (gift.name, gift.id))


def first_reached(gifts: Sequence[Gift]) -> list[Gift]:
    """Of each email the first of ``gifts``, which come in their order, whose giver this news reaches. Who
    shares an email with somebody who is not written to any more is told all the same."""
    readers = [Recipient(gift.id, gift.name, gift.email, gift.person_id) for gift in gifts]
    reached = {one.id for one in kinds.sort_recipients(readers, NEWS).to}
    of_each: dict[str, Gift] = {}
    for gift in gifts:
        if gift.id in reached:
            of_each.setdefault(gift.email_key, gift)
    return list(of_each.values())


def send_news(*, now: datetime) -> int:
    """Mail the next batch of what gifts did: each address once for a drive. How many gifts were looked at."""
    news = db.first(select(News).where(News.done_at.is_(None)).order_by(News.id))
    if news is None:
        return 0
    next_ones = _with_an_email(news.drive_id).where(Gift.id > news.last_gift_id).limit(AT_ONCE)
    gifts = list(db.session.scalars(next_ones))
    by_key = {f"news-{news.id}-{gift.email_key}": gift for gift in first_reached(gifts)}
    told = dedup_key.already_used(by_key)
    for key, gift in by_key.items():
        if key not in told:
            to = (gift.name, gift.email)
            mail.queue(emails.news(gift, news), to=to, person_id=gift.person_id, now=now, once_key=key)
    news.last_gift_id = gifts[-1].id if gifts else news.last_gift_id
    if len(gifts) < AT_ONCE:
        news.done_at = now
    return len(gifts)


def _with_an_email(drive_id: int) -> Select[Gift]:
    return select(Gift).where(Gift.drive_id == drive_id, *HAS, Gift.email_key != "").order_by(Gift.id)
