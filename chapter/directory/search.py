"""Finding members: at most 100 candidates by the trigrams they show to the viewer, then ranked by how well
they match.

What is hidden from the viewer has no row that they may see, so it neither finds, counts nor orders. A
statement is built once for each number of trigrams and traits, since building one takes longer than running
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from chapter import db
from chapter.directory.filters import (
    MEMBERS,
    ON,
    SHARED,
    at_level,
    connected_people,
    is_listed,
    shares_with_viewer,
    with_trait,
)
from chapter.levels.models import DIRECTORY, Level
from chapter.membership.entitlements import entitled_by_level
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.people.models import Person
from chapter.people.models.search_index import (
    ELSEWHERE,
    IN_NAME,
    TRAITS,
    WIDTHS,
    SearchText,
    SearchTrait,
    SearchTrigram,
)
from chapter.people.name_matching import (
    FEW,
    MOST_WORDS,
    Candidate,
    asked_words,
    ranked,
    sound_grams_of,
    trigrams_of,
)
from chapter.people.visibility import CONNECTED, is_row_for_viewer, is_shown

MOST_CANDIDATES = 100
MOST_LISTED = 1_000
MOST_GRAMS, MOST_NEAR = 4, 8
COMMON = 1_500
"""A trigram of this many people or more is common: how many more is not counted."""

NEAR_ENOUGH = 300
"""For typos: how many people are read for each trigram, when fewer than ``FEW`` were found without."""

PLACES = (IN_NAME, ELSEWHERE)
IDS: BindParameter[Any] = bindparam("ids", expanding=True)


@dataclass(frozen=True)
class Query:
    """A search: words, traits as (kind, key), and a level's id."""

    words: tuple[str, ...] = ()
    traits: tuple[tuple[str, str], ...] = ()
    level: int | None = None

    @property
    def anything(self) -> bool:
        """Whether the search filters by anything."""
        return bool(self.words or self.traits or self.level)


@dataclass(frozen=True)
class Result:
    """Who was found, the best first. ``more``: there are others, whom only further words would find;
    ``close``: those with whom the viewer shares something, from ``connected_people``."""

    ids: list[int] = field(default_factory=list)
    more: bool = False
    close: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class TraitCount:
    """A trait that some of those found show, with their number, or 0 when more were found than are
    counted."""

    kind: str
    key: str
    words: str
    many: int


def query_of(text: str, traits: Sequence[tuple[str, str]] = (), level: int | None = None) -> Query:
    """The search for what was typed and chosen: words normalized, unknown traits left out."""
    known = tuple(dict.fromkeys((kind, key) for kind, key in traits if kind in TRAITS))
    return Query(tuple(asked_words(text)), known[:MOST_WORDS], level)


def search(wanted: Query, me: int, on: date) -> Result:
    """The members whom ``me`` finds on this day."""
    close = list(db.session.scalars(_CLOSE, {"me": me}))
    values = _values(wanted, me, on) | {"close": close}
    shape = (len(wanted.traits), wanted.level is not None)
    if not wanted.words:
        everybody = list(db.session.scalars(_by_name(*shape), values))
        return Result(everybody[:MOST_LISTED], len(everybody) > MOST_LISTED, close)
    by_letters = [trigrams_of(word) for word in wanted.words]
    many = _people_of(by_letters)
    ids = _telling_all(_rarest(by_letters, many), shape, values)
    more = len(ids) >= MOST_CANDIDATES
    if len(ids) < FEW:
        near = sorted((gram for gram in many if many[gram]), key=many.__getitem__)[:MOST_NEAR]
        ids |= _telling_most(near, shape, values) | _sounding_alike(wanted.words, shape, values)
    return Result(ranked(wanted.words, _candidates(ids, values)), more, close)


def _sounding_alike(words: Sequence[str], shape: tuple[int, bool], values: dict[str, Any]) -> set[int]:
    """Candidates with words that sound like every one of these; nobody when one is too short for that."""
    by_sound = [sound_grams_of(word) for word in words]
    return _telling_all(_rarest(by_sound, _people_of(by_sound)), shape, values) if all(by_sound) else set()


def _telling_all(grams: list[str], shape: tuple[int, bool], values: dict[str, Any]) -> set[int]:
    """Candidates with every one of ``grams``: among what is shown to all members, then to those who share
    something."""
    asked = {**values, **_numbered(grams)}
    ids = set(db.session.scalars(_with_all(len(grams), *shape, near=False), asked))
    if values["close"] and len(ids) < MOST_CANDIDATES:
        ids |= set(db.session.scalars(_with_all(len(grams), *shape, near=True), asked))
    return ids


def _telling_most(grams: list[str], shape: tuple[int, bool], values: dict[str, Any]) -> set[int]:
    """Candidates with many of ``grams``, from the same two audiences."""
    if not grams:
        return set()
    asked = {**values, **_numbered(grams), "grams": grams, "least": max(1, min(2, len(grams) - 1))}
    ids = set(db.session.scalars(_with_most(len(grams), *shape), asked))
    return ids | (set(db.session.scalars(_with_most_near(*shape), asked)) if values["close"] else set())


def traits_of(found: Result) -> list[TraitCount]:
    """The traits of those found, as far as they show them to the viewer, the most frequent first."""
    asked = {"ids": found.ids[:MOST_CANDIDATES] if found.more else found.ids, "close": found.close}
    rows = db.session.execute(_TRAITS, asked) if found.ids else ()
    return [TraitCount(kind, key, words, 0 if found.more else many) for kind, key, words, many in rows]


def levels_of(found: Result) -> list[tuple[Level, int]]:
    """The levels of those found, and how many are at each; 0 when more were found than are counted."""
    rows = db.session.execute(_LEVELS, {"ids": found.ids}) if found.ids else ()
    return [(level, 0 if found.more else many) for level, many in rows]


def sharing_with(ids: Sequence[int], me: int) -> set[int]:
    """Those of these people with whom ``me`` shares something."""
    return set(db.session.scalars(_SHARING, {"ids": list(ids), "me": me}))


def listed_person(public_id: str, me: int, on: date) -> int | None:
    """The id of that person, when ``me`` finds them in the directory; None both when hidden and when there is
    no such person."""
    return db.session.scalar(_met(), {"public_id": public_id, "me": me, "on": on})


def public_person(public_id: str, on: date) -> int | None:
    """The id of that person, when they show themselves to everybody; else None."""
    return db.session.scalar(_public(), {"public_id": public_id, "on": on})


def _values(wanted: Query, me: int, on: date) -> dict[str, Any]:
    named = {f"kind{n}": kind for n, (kind, _) in enumerate(wanted.traits)}
    keyed = {f"key{n}": key for n, (_, key) in enumerate(wanted.traits)}
    return {"me": me, "on": on, "level": wanted.level, **named, **keyed}


def _people_of(words: Sequence[Sequence[str]]) -> dict[str, int]:
    """How many people show each trigram of the words, to any audience, counted up to ``COMMON``."""
    grams = list(dict.fromkeys(gram for word in words for gram in word))
    found = db.session.execute(_how_many(len(grams)), _numbered(grams))
    return dict(map(tuple, found))


def _rarest(words: Sequence[Sequence[str]], many: dict[str, int]) -> list[str]:
    """Up to ``MOST_GRAMS`` trigrams of the words, the rarest first, at least one of each word."""

    def rarity(gram: str) -> tuple[int, int]:
        return many[gram], gram.count(" ")

    of_each = [min(word, key=rarity) for word in words]
    others = sorted(many, key=rarity)
    return sorted(list(dict.fromkeys([*of_each, *others]))[:MOST_GRAMS], key=rarity)


def _numbered(grams: Sequence[str]) -> dict[str, str]:
    return {f"gram{number}": gram for number, gram in enumerate(grams)}


@lru_cache(maxsize=128)
def _how_many(grams: int) -> Any:
    """The statement that counts the people of each trigram, up to ``COMMON``."""
    counts = []
    for number in range(grams):
        gram = bindparam(f"gram{number}", type_=SearchTrigram.gram.type)
        some = (
            select(literal(1))
            .where(SearchTrigram.gram == gram)
            .order_by(SearchTrigram.field, SearchTrigram.person_id)
        )
        many = select(func.count()).select_from(some.limit(COMMON).subquery())
        counts.append(select(gram.label("gram"), many.scalar_subquery()))
    return union_all(*counts)


@lru_cache(maxsize=64)
def _by_name(traits: int, level: bool) -> Select[int]:
    """Everybody listed, by name, up to one more than are shown. With a trait, its people are looked up and
    sorted: scanning all names for them would be slow."""
    everybody = select(SearchText.person_id).where(
        SearchText.name != "", is_row_for_viewer(SearchText.width, SearchText.person_id)
    )
    found = _narrowed(everybody, SearchText.person_id, traits, level)
    name = SearchText.name.concat("") if traits else SearchText.name
    return found.order_by(name, SearchText.person_id).limit(MOST_LISTED + 1)


@lru_cache(maxsize=128)
def _with_all(grams: int, traits: int, level: bool, near: bool) -> Select[int]:
    """Those who show every trigram to all members, or (``near``) to people with whom they share something;
    those with the first trigram in their name come first."""
    least, first = SHARED if near else MEMBERS, aliased(SearchTrigram)
    found = select(first.person_id).where(first.gram == bindparam("gram0"), first.width >= least)
    if near:
        found = found.where(first.field.in_(PLACES), first.person_id.in_(CONNECTED))
    for number in range(1, grams):
        other = aliased(SearchTrigram)
        also = select(literal(1)).where(
            other.gram == bindparam(f"gram{number}"),
            other.field.in_(PLACES),
            other.person_id == first.person_id,
            other.width >= least,
        )
        found = found.where(also.exists())
    found = _narrowed(found, first.person_id, traits, level)
    return found.order_by(first.field, first.person_id).limit(MOST_CANDIDATES)


@lru_cache(maxsize=128)
def _with_most(grams: int, traits: int, level: bool) -> Select[int]:
    """Those who show at least ``least`` of the trigrams to all members, those with the most first."""
    each = []
    for number in range(grams):
        one = aliased(SearchTrigram)
        some = select(one.person_id).where(one.gram == bindparam(f"gram{number}"), one.width >= MEMBERS)
        some = some.order_by(one.field, one.person_id).limit(NEAR_ENOUGH)
        each.append(select(some.subquery().c.person_id))
    rows = union_all(*each).subquery()
    return _most(select(rows.c.person_id), rows.c.person_id, traits, level)


@lru_cache(maxsize=64)
def _with_most_near(traits: int, level: bool) -> Select[int]:
    """The same among those with whom the viewer shares something."""
    rows = select(SearchTrigram.person_id).where(
        SearchTrigram.gram.in_(bindparam("grams", expanding=True)), SearchTrigram.field.in_(PLACES),
        SearchTrigram.person_id.in_(CONNECTED),
        SearchTrigram.width >= SHARED,
    )  # fmt: skip
    return _most(rows, SearchTrigram.person_id, traits, level)


def _most(rows: Select[int], person_id: Any, traits: int, level: bool) -> Select[int]:
    hits = func.count().label("hits")
    many = rows.add_columns(hits).group_by(person_id).having(hits >= bindparam("least")).subquery()
    found = _narrowed(select(many.c.person_id), many.c.person_id, traits, level)
    return found.order_by(many.c.hits.desc(), many.c.person_id).limit(MOST_CANDIDATES)


def _narrowed(found: Select[int], person_id: Any, traits: int, level: bool) -> Select[int]:
    for number in range(traits):
        found = found.where(with_trait(person_id, number))
    return found.where(is_listed(person_id), *([at_level(person_id)] if level else []))


def _candidates(ids: set[int], values: dict[str, Any]) -> list[Candidate]:
    """What these people show to the viewer, in the form for comparing."""
    names, words = dict.fromkeys(ids, ""), dict.fromkeys(ids, "")
    for number, name, said in db.session.execute(_WORDS, {"ids": sorted(ids), "close": values["close"]}):
        names[number], words[number] = names[number] or name, f"{words[number]} {said}"
    return [Candidate(number, names[number], words[number]) for number in ids]


_CLOSE = connected_people()
_WORDS = select(SearchText.person_id, SearchText.name, SearchText.words).where(
    SearchText.person_id.in_(IDS), is_row_for_viewer(SearchText.width, SearchText.person_id)
)
_TRAITS = (
    select(SearchTrait.kind, SearchTrait.key, func.min(SearchTrait.words), func.count())
    .where(SearchTrait.person_id.in_(IDS), is_row_for_viewer(SearchTrait.width, SearchTrait.person_id))
    .group_by(SearchTrait.kind, SearchTrait.key)
    .order_by(func.count().desc(), SearchTrait.key)
)
_LEVELS = (
    select(Level, func.count())
    .join(Membership, Membership.level_id == Level.id)
    .join(Enrollment, Enrollment.membership_id == Membership.id)
    .where(Enrollment.person_id.in_(IDS), Enrollment.ended_at.is_(None))
    .group_by(Level.id)
    .order_by(Level.position, Level.id)
)
_SHARING = select(Person.id).where(Person.id.in_(IDS), shares_with_viewer(Person.id))
_CALLED = (
    select(SearchText.person_id)
    .join(Person, Person.id == SearchText.person_id)
    .where(Person.public_id == bindparam("public_id"), Person.erased_at.is_(None), SearchText.name != "")
)


@lru_cache(maxsize=1)
def _met() -> Select[int]:
    near = and_(SearchText.width == SHARED, shares_with_viewer(SearchText.person_id))
    return _CALLED.where(or_(SearchText.width >= MEMBERS, near), is_listed(SearchText.person_id))


@lru_cache(maxsize=1)
def _public() -> Select[int]:
    told = SearchText.width == WIDTHS["public"]
    return _CALLED.where(
        told, entitled_by_level(DIRECTORY, SearchText.person_id, ON), is_shown(SearchText.person_id)
    )
