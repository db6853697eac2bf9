"""People who are kept apart, and whom to choose from for the list of them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.people import name_finder
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair
from chapter.people.queries import people_by_email

MOST_FOUND = 8


def pair_or_404(public_id: str) -> DoNotPair:
    """One entry of the list; 404 for any other."""
    return db.first_or_404(select(DoNotPair).where(DoNotPair.public_id == public_id))


def person_by_public_id(public_id: str | None) -> Person | None:
    """The person who was chosen; None for nobody, and for somebody who was erased."""
    return db.first(select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None)))


def current_pairs() -> list[DoNotPair]:
    """All pairs that are kept apart now, the last noted first."""
    now = select(DoNotPair).where(DoNotPair.ended_at.is_(None)).order_by(DoNotPair.id.desc())
    return list(db.session.scalars(now.options(joinedload(DoNotPair.one), joinedload(DoNotPair.other))))


def people_by_name_or_email(words: str) -> list[Person]:
    """A few people who have ``words`` as their e-mail, or whose name they may mean; nobody for no words."""
    named = name_finder.find_people(words, MOST_FOUND)
    return list(dict.fromkeys([*people_by_email(words), *named]))[:MOST_FOUND] if words.strip() else []


def pair_of(one_id: int, other_id: int) -> DoNotPair | None:
    """The entry that keeps two people apart now; pass the smaller number first. None when there is none."""
    return db.first(
        select(DoNotPair).where(
            DoNotPair.one_id == one_id, DoNotPair.other_id == other_id, DoNotPair.ended_at.is_(None)
        )
    )
