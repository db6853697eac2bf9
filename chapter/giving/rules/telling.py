"""What is told to many givers: the statements of a year, and what their gifts did. The worker mails them in
batches, each once."""

from datetime import datetime

from sqlalchemy import Integer, insert, literal, null, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.giving import emails, givers
from chapter.giving.models import Drive, Gift, News, Statement
from chapter.giving.queries import HAS
from chapter.mail import once
from chapter.mail import rules as mail
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.settings import queries as settings

AT_ONCE = 25


def ask_for_statements(year: int, *, by: Actor, now: datetime) -> int:
    """A statement of ``year`` for each giver with an email who has none yet. How many. Those without one are
    listed by ``givers.not_reached``.

    Raises Refused while the year is not over: gifts may still come.
    """
    zone = settings.current().zone_info
    if year >= now.astimezone(zone).year:
        raise Refused(f"{year} is not over yet. Statements leave when no gift can come any more.", "year")
    gave = (
        givers.gave_in(year, zone)
        .with_only_columns(Person.id, literal(year), literal(now), literal(by.person_id, Integer))
        .where(
            Person.email != "", Person.id.not_in(select(Statement.person_id).where(Statement.year == year))
        )
    )
    names = ["person_id", "year", "asked_at", "asked_by"]
    asked = db.session.scalars(insert(Statement).from_select(names, gave).returning(Statement.id)).all()
    audit.record("asked for statements", settings.current(), by=by, now=now, after={"year": year})
    return len(asked)


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
        if one.person.email:
            to = (one.person.name, one.person.email)
            mail.queue(emails.statement(one), to=to, person_id=one.person_id, now=now)
        one.sent_at = now
    return len(found)


def tell(drive: Drive, words: str, signed: str, *, by: Actor, now: datetime) -> News:
    """Tell everybody who gave to ``drive`` what it did; once for a drive. Raises Refused the second time."""
    drive = db.lock(drive)
    if db.first(select(News).where(News.drive_id == drive.id)) is not None:
        raise Refused("That has been told already: one mail for each drive.")
    news = News(drive=drive, words=words, signed=signed, written_at=now, written_by=by.person_id)
    db.session.add(news)
    db.session.flush()
    audit.record("told what gifts did", drive, by=by, now=now)
    return news


def send_news(*, now: datetime) -> int:
    """Mail the next batch of what gifts did: each address once for a drive. How many gifts were looked at."""
    news = db.first(select(News).where(News.done_at.is_(None)).order_by(News.id))
    if news is None:
        return 0
    next_ones = (
        select(Gift)
        .where(Gift.drive_id == news.drive_id, Gift.id > news.last_gift_id, *HAS, Gift.email != "")
        .order_by(Gift.id)
        .limit(AT_ONCE)
    )
    gifts = list(db.session.scalars(next_ones))
    by_key = {f"news-{news.id}-{gift.email_key}": gift for gift in gifts}
    told = once.used(by_key)
    for key, gift in by_key.items():
        if key not in told:
            to = (gift.name, gift.email)
            mail.queue(emails.news(gift, news), to=to, person_id=gift.person_id, now=now, once_key=key)
    news.last_gift_id = gifts[-1].id if gifts else news.last_gift_id
    if len(gifts) < AT_ONCE:
        news.done_at = now
    return len(gifts)
