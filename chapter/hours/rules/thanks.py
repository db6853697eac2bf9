"""Thanks: once at each milestone, once for each year, and in the words of whoever saw what they did."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Select, func, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.rolling import DueMail
from chapter.broadcasts.rules import holds
from chapter.hours import emails as hours_emails
from chapter.hours import queries, reports
from chapter.hours.models.hours import Hours
from chapter.hours.models.thanks import MILESTONE, MILESTONES, WORDS, YEAR, Thanks
from chapter.mail import rules as mail
from chapter.mail.rules import Letter
from chapter.people.models import Person
from chapter.refusal import Refused

AT_ONCE = 25
LETTERS = "volunteering.letters"
"""The kind of the broadcast."""

ONE_DAY = timedelta(days=1)
BEYOND = 1_000_000
"""More hours than anybody reaches: the upper bound of the last milestone."""


def thank(person: Person, words: str, signed: str, *, by: Actor, now: datetime) -> Thanks:
    """Thank ``person`` in ``words``, by mail, in the name of ``signed``.

    Raises Refused for oneself, for somebody without an email, and for the same words on the same day.
    """
    db.lock(person)
    if person.id == by.person_id:
        raise Refused("You can’t thank yourself.")
    if not person.email:
        raise Refused("We have no email address for this person. Say it in person, or send a card.", "words")
    hers = Thanks.person_id == person.id, Thanks.kind == WORDS, Thanks.words == words
    if db.first(select(Thanks).where(*hers, Thanks.asked_at > now - ONE_DAY)) is not None:
        raise Refused("You already sent this message today. Change it first.", "words")
    thanks = Thanks(
        person=person, person_id=person.id, kind=WORDS, words=words, signed=signed, asked_at=now,
        asked_by=by.person_id,
    )  # fmt: skip
    db.session.add(thanks)
    db.session.flush()
    audit.record("thanked", person, by=by, now=now)
    mail.queue(letter(thanks), to=(person.name, person.email), person_id=person.id, now=now)
    return thanks


def request_letters(year: int, *, by: Actor, now: datetime) -> int:
    """Hold the letters of ``year`` for ten minutes, for everybody whose hours counted in it and who has none
    yet. Return how many; 0 when they are held already.

    Raises Refused while the year is not over.
    """
    check_year(year, now)
    return holds.hold_for_year(LETTERS, year, "asked for letters", by=by, now=now)


def check_year(year: int, now: datetime) -> None:
    """Raise Refused while that year is not over."""
    holds.require_year_over(year, "Letters can be sent when the year is over.", now=now)


def people_without_letter(year: int) -> Select[Person]:
    """Everybody whose hours counted in ``year`` and who has no letter of it yet."""
    gave = select(Hours.person_id).where(
        *queries.counting(), Hours.day >= date(year, 1, 1), Hours.day < date(year + 1, 1, 1)
    )
    hers = select(Person).where(Person.id.in_(gave), Person.erased_at.is_(None))
    return hers.where(Person.id.not_in(_thanked(YEAR, year))).order_by(Person.name, Person.id)


def record_letters(people: Sequence[int], year: int, *, by: int | None, now: datetime) -> None:
    """Record that the letters of ``year`` are written to those of these people who have none yet, in the name
    of ``by``."""
    new = set(people) - set(letters_of(people, year))
    db.session.add_all(
        Thanks(person_id=number, kind=YEAR, number=year, asked_at=now, asked_by=by) for number in sorted(new)
    )
    db.session.flush()


def letters_of(people: Sequence[int], year: int) -> dict[int, Thanks]:
    """The recorded letters of ``year`` to these people, by ``Person.id``."""
    theirs = select(Thanks).where(Thanks.kind == YEAR, Thanks.number == year, Thanks.person_id.in_(people))
    return {one.person_id: one for one in db.session.scalars(theirs)}


def milestones_due(now: datetime) -> Iterator[DueMail]:
    """Thanks to those who passed a milestone, some of each; only the highest is mailed."""
    for lowest, next_ in zip(MILESTONES, (*MILESTONES[1:], BEYOND), strict=True):
        minutes = func.sum(Hours.minutes)
        passed = (
            select(Person)
            .join(Hours, Hours.person_id == Person.id)
            .where(*queries.counting(), Person.email != "", Person.erased_at.is_(None))
            .where(Hours.person_id.not_in(_thanked(MILESTONE, lowest)))
            .group_by(Person.id)
            .having(minutes >= lowest * 60, minutes < next_ * 60)
            .order_by(Person.id)
            .limit(AT_ONCE)
        )
        for person in db.session.scalars(passed):
            reader = Recipient(person.id, person.name, person.email, person.id)
            yield DueMail(f"milestone-{person.id}-{lowest}", reader, partial(_milestone, person, lowest, now))


def _milestone(person: Person, hours: int, now: datetime) -> Letter:
    passed = Thanks(person=person, person_id=person.id, kind=MILESTONE, number=hours, asked_at=now)
    db.session.add(passed)
    db.session.flush()
    return letter(passed)


def _thanked(kind: str, number: int) -> Select[int]:
    reached = Thanks.number >= number if kind == MILESTONE else Thanks.number == number
    return select(Thanks.person_id).where(Thanks.kind == kind, reached)


def letter(thanks: Thanks) -> Letter:
    """The letter for a row of thanks."""
    rows = [one for one in queries.entries_of(thanks.person_id) if one.counts]
    if thanks.kind == YEAR:
        rows = [one for one in rows if one.day.year == thanks.number]
    return hours_emails.thanks(thanks, sum(one.minutes for one in rows), reports.minutes_by_title(rows)[:3])
