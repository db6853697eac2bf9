"""What happened to a person, from every package that recorded it: each registers its sources at assembly."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select

from chapter import db
from chapter.audit import log_kinds
from chapter.people.models import Person
from chapter.personal_data import registry
from chapter.web.access import may_open

EXTENSION = "people.timeline"


@dataclass(frozen=True)
class TimelineKind:
    """A kind of entry that the filter offers under ``label``, in the order of ``order``."""

    name: str
    label: str
    order: int


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened at ``at``; ``why`` is a second line, or empty."""

    at: datetime
    words: str
    why: str = ""


@dataclass(frozen=True)
class TimelineQuery:
    """Whose timeline ``viewer`` reads at ``now``: up to ``most`` entries of each source, before a moment."""

    person: Person
    viewer: Any
    now: datetime
    before: datetime
    most: int

    def latest(self, rows: Select[Any], moment: Any) -> Sequence[Any]:
        """The latest of ``rows`` by the column ``moment``, as many as are needed."""
        found = rows.where(moment < self.before).order_by(moment.desc()).limit(self.most)
        return db.session.scalars(found).all()


@dataclass(frozen=True)
class TimelineSource:
    """Entries of one kind, in a few statements however many they are. ``endpoint``: only for whoever may open
    that page; empty: for all staff. ``tells``: the logged tables of which it tells."""

    kind: TimelineKind
    entries: Callable[[TimelineQuery], Iterator[TimelineEntry]]
    endpoint: str = ""
    tells: tuple[type[db.Model], ...] = ()


class Undeclared(Exception):
    """Acts on somebody's rows are logged, and nobody says whether her timeline tells of them."""


def register(app: Flask, *sources: TimelineSource) -> None:
    """Register these sources. Raises ValueError when another kind has the same name."""
    known: list[TimelineSource] = app.extensions.setdefault(EXTENSION, [])
    for source in sources:
        if any(one.kind != source.kind and one.kind.name == source.kind.name for one in known):
            raise ValueError(f"two kinds are called {source.kind.name}")
        known.append(source)


def guard(app: Flask) -> None:
    """Refuse to start while somebody's rows are logged and no timeline tells of them, unless ``LogKind``
    says why not. Raises Undeclared with all of them."""
    with app.app_context():
        open_tables = undeclared()
    if open_tables:
        raise Undeclared(f"tell of it in a timeline, or say why it is untold: {', '.join(open_tables)}")


def undeclared() -> list[str]:
    """The logged tables of somebody's rows of which no source tells and no ``LogKind`` says why; and those
    of which both is said."""
    known: list[TimelineSource] = current_app.extensions.get(EXTENSION, [])
    told = {str(model.__tablename__) for source in known for model in source.tells}
    personal = {one.table.name for one in registry.personal_tables()}
    logged = log_kinds.all_kinds()
    return sorted(name for name in personal & logged.keys() if (name in told) == bool(logged[name].untold))


def sources_for(viewer: Any) -> list[TimelineSource]:
    """The sources that ``viewer`` may read."""
    known: list[TimelineSource] = current_app.extensions[EXTENSION]
    return [one for one in known if not one.endpoint or may_open(one.endpoint, viewer)]


def kinds_for(viewer: Any) -> dict[str, str]:
    """The kinds of which ``viewer`` may read something: each with its label, in order."""
    kinds = {source.kind for source in sources_for(viewer)}
    return {kind.name: kind.label for kind in sorted(kinds, key=lambda kind: kind.order)}
