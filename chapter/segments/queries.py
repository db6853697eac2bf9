"""Finding people by a filter, and what the list shows beside each."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from chapter import db
from chapter.accounts.queries import records_open_to
from chapter.accounts.viewer import Viewer
from chapter.checkin import attendance
from chapter.email_addresses import address_contains
from chapter.levels.models import Level
from chapter.membership import queries as membership
from chapter.membership.queries import status_filters
from chapter.people import name_finder
from chapter.people import queries as people
from chapter.people.models import Person, name_key
from chapter.people.models.notes import Tag
from chapter.people.models.search_index import NEIGHBORHOOD, WIDTHS, SearchTrait
from chapter.people.name_finder import NameSearch
from chapter.restrictions import Use, is_open_to
from chapter.segments import filters
from chapter.segments.filters import Filter
from chapter.segments.models import SavedList
from chapter.settings import queries as settings

MOST_PLACES, MOST_ELSEWHERE = 300, 500


def people_matching(viewer: Viewer, wanted: Filter, now: datetime) -> Select[Person]:
    """The people that match ``wanted``, of those whose records ``viewer`` may see: the newest first, or by
    name, after those whose names match best. Who matches by a slip is among them where few match without."""
    people = records_open_to(viewer).where(*_conditions(wanted, now))
    best: Sequence[ColumnElement[int]] = ()
    if wanted.q.strip():
        search = name_finder.look_up(wanted.q)
        elsewhere = _found_elsewhere(search)
        people = name_finder.nearest(people, partial(_holding, search, elsewhere))
        if elsewhere is not None:
            best = name_finder.best_first(Person.id, name_finder.find_ids(search, name_finder.MOST_FIRST))
    if wanted.order == "newest":
        return people.order_by(Person.id.desc())
    return people.order_by(*best, Person.name_key, Person.id)


def people_alike(viewer: Viewer, typed: str, now: datetime, most: int) -> Sequence[Person]:
    """A few people whom somebody may mean who begins to type a name or an email; nobody who has died."""
    found = people_matching(viewer, Filter(q=typed), now).where(is_open_to(Use.HELD, Person.id))
    return db.session.scalars(found.limit(most)).all()


def count_people(people: Select[Person]) -> int:
    """How many people the query selects."""
    numbers = people.order_by(None).with_only_columns(Person.id)
    return db.session.scalar(select(func.count()).select_from(numbers.subquery())) or 0


def neighborhoods() -> list[tuple[str, str]]:
    """Neighborhoods of people who show theirs to all members: (key, words of the first of them), in
    alphabetical order.

    What somebody shows to fewer, the office does not see either. An index holds the keys, so that a list of
    twenty does not read the words of a hundred thousand people.
    """
    other = aliased(SearchTrait)
    words = (
        select(other.words)
        .where(other.key == SearchTrait.key, *_shown_to_members(other))
        .order_by(other.person_id)
        .limit(1)
        .scalar_subquery()
    )
    shown = select(SearchTrait.key, words).where(*_shown_to_members(SearchTrait))
    grouped = shown.group_by(SearchTrait.key).order_by(SearchTrait.key).limit(MOST_PLACES)
    return [(key, said) for key, said in db.session.execute(grouped)]


def _shown_to_members(trait: type[SearchTrait]) -> tuple[ColumnElement[bool], ...]:
    return trait.kind == NEIGHBORHOOD, trait.width >= WIDTHS["members"]


def saved_lists_for(viewer: Viewer) -> Sequence[SavedList]:
    """The lists that ``viewer`` saved, and those that others share."""
    hers = or_(SavedList.shared.is_(True), SavedList.owner_id == viewer.person.id)
    return db.session.scalars(select(SavedList).where(hers).order_by(SavedList.name, SavedList.id)).all()


def saved_lists_to_delete(viewer: Viewer) -> Select[SavedList]:
    """The lists that ``viewer`` may delete: their own, and for the managing director also the shared ones."""
    own = SavedList.owner_id == viewer.person.id
    return select(SavedList).where(or_(own, SavedList.shared.is_(True)) if viewer.has("director") else own)


def _conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.who == "staff":
        conditions.append(people.is_staff())
    elif wanted.who:
        conditions.append(status_filters.has_status(wanted.who, Person.id, membership.today(now)))
    if wanted.level:
        level = select(Level.id).where(Level.slug == wanted.level)
        conditions.append(status_filters.has_level(db.session.scalar(level) or 0, Person.id))
    if wanted.near:
        lives = (
            SearchTrait.person_id == Person.id,
            SearchTrait.key == wanted.near,
            *_shown_to_members(SearchTrait),
        )
        conditions.append(exists().where(*lives))
    if wanted.tag:
        conditions.append(
            exists().where(Tag.person_id == Person.id, Tag.key == wanted.tag, Tag.ended_at.is_(None))
        )
    if wanted.came:
        conditions.append(_came(wanted, now))
    return conditions


def _found_elsewhere(search: NameSearch) -> list[set[int]] | None:
    """Who has each word that was typed in email or organization; None when these are too many to be listed.
    In one statement, since part of an address is found only by reading all addresses."""
    has = [_stands_elsewhere(typed) for typed, _ in search.typed]
    found = db.session.execute(select(Person.id, *has).where(or_(*has)).limit(MOST_ELSEWHERE + 1)).all()
    if len(found) > MOST_ELSEWHERE:
        return None
    return [{row[0] for row in found if row[place]} for place in range(1, len(has) + 1)]


def _holding(
    search: NameSearch, elsewhere: list[set[int]] | None, least: float
) -> Iterator[ColumnElement[bool]]:
    """That each word that was typed stands in name, email or organization."""
    for place, (typed, words) in enumerate(search.typed):
        other = Person.id.in_(elsewhere[place]) if elsewhere is not None else _stands_elsewhere(typed)
        yield or_(name_finder.is_named(words, least=least), other)


def _stands_elsewhere(typed: str) -> ColumnElement[bool]:
    works = func.lower(Person.organisation).contains(name_key(typed), autoescape=True)
    return or_(works, address_contains(typed, Person.email_key, Person.email))


def _came(wanted: Filter, now: datetime) -> ColumnElement[bool]:
    since, until = filters.period(wanted.when, now, settings.current().zone_info)
    times = attendance.came(Person.id, since, until)
    if wanted.came == "nothing":
        return times == 0
    return times >= (filters.OFTEN if wanted.came == "often" else 1)
