"""Keeps the names index in step with people's names, in the transaction that changes one: a hook of the
session, so that no rule has to think of it. Rows that come by a plain ``insert()`` need ``rewrite``."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import delete, event, exists, insert, inspect, select
from sqlalchemy.orm import Session, SessionTransaction

from chapter import db
from chapter.people.models import Person
from chapter.people.models.name_index import NameKey, NameWord
from chapter.people.name_matching import indexed_words, keys_of

AT_ONCE = 100
"""People per transaction when the index is rebuilt, so that none takes longer than 100 ms."""

CHANGED = "name_words_changed"
IN_DOUBT = "name_words_in_doubt"
"""Keys of ``session.info``: the words that this transaction wrote and deleted; whether a savepoint took some
back."""


def rewrite(person_ids: Collection[int]) -> None:
    """Write the names of these people into the index anew."""
    session = db.session()
    _forget(session, person_ids)
    _write(session, session.scalars(select(Person).where(Person.id.in_(person_ids))))


def next_person_ids(person_id: int) -> list[int]:
    """The ids of the next people after ``person_id``, for a rebuild."""
    following = select(Person.id).where(Person.id > person_id).order_by(Person.id)
    return list(db.session.scalars(following.limit(AT_ONCE)))


@event.listens_for(db.session, "after_flush")
def _follow(session: Session, _context: Any) -> None:
    """Write the names that this flush added or changed."""
    added = [row for row in session.new if isinstance(row, Person)]
    renamed = [row for row in session.dirty if isinstance(row, Person) and _is_renamed(row)]
    if renamed:
        _forget(session, [person.id for person in renamed])
    if added or renamed:
        _write(session, [*added, *renamed])


@event.listens_for(db.session, "before_commit")
def _settle(session: Session) -> None:
    """Write the keys of words that are new, and delete those of words that nobody has any more.

    Last of all, and in order: two transactions with the same new word wait for each other, and while they do
    neither waits for anything else.
    """
    session.flush()
    added, removed = session.info.pop(CHANGED, (set(), set()))
    if session.info.pop(IN_DOUBT, False) and added:
        standing = select(NameWord.word).where(NameWord.word.in_(sorted(added))).distinct()
        added = set(session.connection().scalars(standing))
    if removed:
        unused = NameKey.word.in_(sorted(removed)), ~exists().where(NameWord.word == NameKey.word)
        session.connection().execute(delete(NameKey).where(*unused))
    if added:
        rows = sorted((key, word) for word in added for key in keys_of(word))
        db.add_missing(NameKey, [{"key": key, "word": word} for key, word in rows])


@event.listens_for(db.session, "after_soft_rollback")
def _drop(session: Session, rolled_back: SessionTransaction) -> None:
    """Forget what this transaction wrote; after a savepoint, only that some of it may stand no more."""
    if rolled_back.nested:
        session.info[IN_DOUBT] = True
    else:
        session.info.pop(CHANGED, None)
        session.info.pop(IN_DOUBT, None)


def _is_renamed(person: Person) -> bool:
    state = inspect(person)
    return any(state.attrs[name].history.has_changes() for name in ("name", "called"))


def _forget(session: Session, person_ids: Collection[int]) -> None:
    old = delete(NameWord).where(NameWord.person_id.in_(person_ids)).returning(NameWord.word)
    _changed(session)[1].update(session.connection().scalars(old))


def _write(session: Session, people: Iterable[Person]) -> None:
    rows = [
        {"word": word, "person_id": person.id}
        for person in people
        for word in dict.fromkeys((*indexed_words(person.name), *indexed_words(person.called)))
    ]
    if rows:
        session.connection().execute(insert(NameWord), rows)
        _changed(session)[0].update(str(row["word"]) for row in rows)


def _changed(session: Session) -> tuple[set[str], set[str]]:
    """The words that this transaction wrote and deleted so far."""
    found: tuple[set[str], set[str]] = session.info.setdefault(CHANGED, (set(), set()))
    return found
