"""Finds people by name, for the office: every list, choice and filter that looks for a person by their name
asks here. Whoever calls it must be allowed to know of everybody; members find each other by
directory/search.py, which knows who may see whom."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    false,
    func,
    literal,
    select,
    union_all,
)

from chapter import db
from chapter.people.models import Person
from chapter.people.models.name_index import NameKey, NameWord
from chapter.people.name_matching import (
    BEGINS,
    EQUAL,
    FEW,
    HOLDS,
    MOST_WORDS,
    Candidate,
    normalized,
    ranked,
    search_keys,
    words_of,
    worth_of,
)

Row = TypeVar("Row")

MOST_LIKE, MOST_LIKE_SHORT = 300, 3_000
"""How many words of names are compared with one that was typed: those that share the most keys; and with one
of so few letters that it has one key for its letters."""

MOST_RANKED, MOST_FIRST = 200, 50
"""How many people are compared for each worth of a match; and how many stand first in a list."""


@dataclass(frozen=True)
class SearchWord:
    """A word that was typed, and what each like word of people's names is worth for it (name_matching)."""

    word: str
    worth: dict[str, float]

    def like(self, least: float) -> list[str]:
        """The words of names that are worth at least so much."""
        return [word for word, worth in self.worth.items() if worth >= least]


@dataclass(frozen=True)
class NameSearch:
    """What was typed, word by word as it stood there, with the words of names that each may mean."""

    typed: tuple[tuple[str, tuple[SearchWord, ...]], ...]

    @property
    def words(self) -> list[SearchWord]:
        """All of its words."""
        return [word for _, words in self.typed for word in words]


def look_up(text: str) -> NameSearch:
    """What the words in ``text`` may mean in people's names, the first few of them. In one statement."""
    typed = [(one, words_of(one)) for one in text.split()[:MOST_WORDS]]
    known = _like_words(list(dict.fromkeys(word for _, words in typed for word in words[:MOST_WORDS])))
    return NameSearch(
        tuple(
            (one, tuple(SearchWord(word, known[word]) for word in words[:MOST_WORDS])) for one, words in typed
        )
    )


def is_named(words: Sequence[SearchWord], *, least: float) -> ColumnElement[bool]:
    """Whether the name of a row of people has a match worth ``least`` for each of these words; nobody has for
    none."""
    return and_(*(_has_word(one.like(least)) for one in words)) if words else false()


def find_ids(search: NameSearch, limit: int) -> list[int]:
    """The ids of the people whose names match, the best first; at most ``limit``. Those with slips only where
    few are named so."""
    if not search.words:
        return []
    found: dict[int, str] = {}
    for least in (EQUAL, BEGINS, HOLDS, 0.0):
        if len(found) < (limit if least else FEW) and all(word.like(least) for word in search.words):
            found |= _names(is_named(search.words, least=least))
    candidates = (Candidate(number, normalized(name)) for number, name in found.items())
    return ranked([one.word for one in search.words], candidates)[:limit]


def nearest(rows: Select[Row], holding: Callable[[float], Iterable[ColumnElement[bool]]]) -> Select[Row]:
    """``rows`` narrowed by the conditions that ``holding`` gives for what a match must be worth: without
    slips, or with them where few match without."""
    exact = rows.where(*holding(HOLDS))
    some = exact.order_by(None).limit(FEW).subquery()
    few = db.session.scalar(select(func.count()).select_from(some)) or 0
    return exact if few >= FEW else rows.where(*holding(0.0))


def person_ids_named(words: str) -> Select[int]:
    """The ids of all people whose names the typed ``words`` may mean; nobody for no words."""
    wanted = look_up(words).words
    return nearest(select(Person.id), lambda least: [is_named(wanted, least=least)])


def best_first(number: SQLColumnExpression[int], ids: Sequence[int]) -> list[ColumnElement[int]]:
    """The order of a list in which the rows with the first of these ids in ``number`` stand first, in that
    order; empty without ids."""
    places = {one: place for place, one in enumerate(ids[:MOST_FIRST])}
    return [case(places, value=number, else_=MOST_FIRST)] if places else []


def find_people(words: str, limit: int) -> list[Person]:
    """The people whose names the typed ``words`` may mean, the best first, at most ``limit``; nobody for no
    words."""
    ids = find_ids(look_up(words), limit)
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [people[number] for number in ids if number in people]


def _names(named: ColumnElement[bool]) -> dict[int, str]:
    """The names of these people, by id; those of the oldest records, which needs no sorting."""
    some = select(Person.id, Person.name, Person.called).where(named).order_by(Person.id).limit(MOST_RANKED)
    return {number: f"{name} {called}" for number, name, called in db.session.execute(some)}


def _has_word(words: Sequence[str]) -> ColumnElement[bool]:
    return Person.id.in_(select(NameWord.person_id).where(NameWord.word.in_(words)))


def _like_words(words: Sequence[str]) -> dict[str, dict[str, float]]:
    """What each word of people's names is worth for each of ``words``."""
    if not words:
        return {}
    sharing: dict[str, set[str]] = {word: set() for word in words}
    each = [_sharing_most(word) for word in words]
    for word, known in db.session.execute(union_all(*each) if len(each) > 1 else each[0]):
        sharing[word].add(known)
    return {word: worth_of(word, known) for word, known in sharing.items()}


def _sharing_most(word: str) -> Select[str, str]:
    """The words of names that share keys with ``word``, those with the most."""
    keys = search_keys(word)
    short = len(keys) <= 2
    shared = select(NameKey.word).where(NameKey.key.in_(keys)).group_by(NameKey.word)
    most = shared.order_by(func.count().desc(), NameKey.word).limit(MOST_LIKE_SHORT if short else MOST_LIKE)
    return select(literal(word).label("word"), most.subquery().c.word)
