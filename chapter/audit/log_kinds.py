"""What the log calls a record and what was done to it: declared by packages, each for the tables it logs.

A *kind* is a logged table. The package that has it, or the office's page of it, names it (``LogKind``); any
other that logs an act of its own on the same table adds the verbs (``LogVerbs``). The application does not
start while verbs are declared for a table that nobody names.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Select

from chapter import db
from chapter.audit.log_fields import Field, label_of, names_of_referred, text_of
from chapter.audit.models import Entry
from chapter.web.access import Circle

EXTENSION = "audit.kinds"
ERASED_NAME = "an erased person"
GONE = "a deleted record"
BY_GUEST = " by her"
"""Ends the name of a sentence about what a guest did behind her link."""
SMALL_WORDS = frozenset({"a", "an", "at", "by", "for", "from", "in", "of", "on", "the", "to"})
"""Words that end no label of the filter."""


class Undeclared(LookupError):
    """Verbs are declared for a table that no package names."""


@dataclass(frozen=True)
class RecordName:
    """The name of a record and the address of its page; ``url`` empty when it has no page."""

    words: str
    url: str = ""


Names = Callable[[Collection[int]], Mapping[int, RecordName]]
"""Names the records with these ids, in one statement."""


@dataclass(frozen=True)
class LogVerbs:
    """Acts on the table of ``model``: each verb as the log stores it, with the words that follow who did it
    and come before the record's name; and how the fields read whose name and value don't do by themselves.

    ``history``: a whole sentence for a verb, where the record's own page tells what happened to it, with gaps
    that the page fills; under ``<verb> by her`` when a guest did it behind her link."""

    model: type[db.Model]
    verbs: Mapping[str, str]
    fields: Mapping[str, Field] = field(default_factory=dict)
    history: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind as entries store it: the name of the table."""
        return str(self.model.__tablename__)


@dataclass(frozen=True, kw_only=True)
class LogKind(LogVerbs):
    """A logged table. ``label``: what the filter calls it. ``untold``: why no person's timeline tells of it,
    where its rows are somebody's (people/timeline_sources.py). ``readers``: who may read about it; empty: the
    managing directors alone."""

    label: str
    names: Names
    untold: str = ""
    readers: tuple[Circle, ...] = ()


@dataclass
class _Registry:
    """Everything that was declared, by kind."""

    kinds: dict[str, LogKind] = field(default_factory=dict)
    verbs: dict[str, dict[str, str]] = field(default_factory=dict)
    fields: dict[str, dict[str, Field]] = field(default_factory=dict)
    history: dict[str, dict[str, str]] = field(default_factory=dict)


def names_from(rows: Select[*tuple[Any, ...]], name: Callable[..., RecordName]) -> Names:
    """Names by one statement: ``rows`` selects the id first, and ``name`` gets what it selects besides."""
    number = next(iter(rows.selected_columns))

    def names(ids: Collection[int]) -> dict[int, RecordName]:
        return {row[0]: name(*row[1:]) for row in db.session.execute(rows.where(number.in_(ids)))}

    return names


def always(words: str, url: Callable[[], str]) -> Names:
    """Names for the one record of a table, such as the settings."""
    return lambda ids: {number: RecordName(words, url()) for number in ids}


def register(app: Flask, *declared: LogVerbs) -> None:
    """Register these kinds and verbs. Raises ValueError for a table that two packages name, or a verb or a
    field that is declared twice for one table."""
    known: _Registry = app.extensions.setdefault(EXTENSION, _Registry())
    for one in declared:
        if isinstance(one, LogKind):
            _add(known.kinds, {one.kind: one}, "the log’s kind")
        _add(known.verbs.setdefault(one.kind, {}), one.verbs, one.kind)
        _add(known.fields.setdefault(one.kind, {}), one.fields, one.kind)
        _add(known.history.setdefault(one.kind, {}), one.history, one.kind)


def _add(known: dict[str, Any], more: Mapping[str, Any], of: str) -> None:
    twice = sorted(known.keys() & more.keys())
    if twice:
        raise ValueError(f"{of}: {', '.join(twice)} is declared twice")
    known.update(more)


def guard(app: Flask) -> None:
    """Refuse to start while verbs are declared for a table that no package names, or a sentence for a verb
    that is not declared. Raises Undeclared."""
    known: _Registry = app.extensions.get(EXTENSION, _Registry())
    bare = sorted(known.verbs.keys() - known.kinds.keys())
    if bare:
        raise Undeclared(f"no package names what the log says of: {', '.join(bare)}")
    for kind, sentences in known.history.items():
        strange = {verb.removesuffix(BY_GUEST) for verb in sentences} - known.verbs[kind].keys()
        if strange:
            raise Undeclared(
                f"sentences for acts on {kind} that are not declared: {', '.join(sorted(strange))}"
            )


def all_kinds() -> Mapping[str, LogKind]:
    """Every declared kind, by its table."""
    return _known().kinds


def sentence(kind: str, verb: str) -> str:
    """What was done, in words that the record's name follows; the verb itself where nobody declares any more
    what it means."""
    return _known().verbs.get(kind, {}).get(verb, f"{verb}:")


def history_of(kind: str) -> Mapping[str, str]:
    """The sentences with which the page of a record of this kind tells what happened to it, by verb."""
    return _known().history.get(kind, {})


def who_acted(entry: Entry, names: Mapping[int, str]) -> str:
    """Who did it, as a sentence begins; ``names`` are those of people, by id."""
    by = entry.actor_name
    if entry.actor_kind == "person":
        return names.get(entry.actor_person_id or 0) or f"{ERASED_NAME[0].upper()}{ERASED_NAME[1:]}"
    said = {
        "rule": f"Chapter (automatic: {by})",
        "command": f"The command “{by}”",
        "system": "Chapter (automatic)",
    }
    return said.get(entry.actor_kind, "A guest, by link,")


def is_declared(kind: str, verb: str) -> bool:
    """Whether a package names records of this kind, and says in words what the verb means."""
    known = _known()
    return kind in known.kinds and verb in known.verbs[kind]


def verbs_of(kind: str) -> Mapping[str, str]:
    """The declared verbs of a kind, each with its words."""
    return _known().verbs[kind]


def field_of(kind: str, name: str) -> Field:
    """How the field ``name`` of a kind reads."""
    return _known().fields.get(kind, {}).get(name) or Field()


def labels_of_verbs(done: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each verb of these pairs of kind and verb, what the filter calls it: the words with which all of
    its sentences begin."""
    sentences: dict[str, list[str]] = {}
    for kind, verb in done:
        sentences.setdefault(verb, []).append(sentence(kind, verb))
    labels = {verb: _beginning(said) or verb for verb, said in sentences.items()}
    return dict(sorted(labels.items(), key=lambda one: one[1]))


def _beginning(sentences: list[str]) -> str:
    common = []
    for words in zip(*(one.split() for one in sentences), strict=False):
        if len(set(words)) > 1:
            break
        common.append(words[0])
    while common and common[-1] in SMALL_WORDS:
        common.pop()
    return " ".join(common).rstrip(":,")


def names_of_records(entries: Iterable[Entry]) -> dict[tuple[str, int], RecordName]:
    """Names for the records of ``entries``: one statement for each kind that occurs."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        wanted.setdefault(entry.record_kind, set()).add(entry.record_id)
    kinds = all_kinds()
    found: dict[tuple[str, int], RecordName] = {}
    for kind, ids in wanted.items():
        named = kinds[kind].names(ids) if kind in kinds else {}
        found.update({(kind, number): named.get(number, RecordName(GONE)) for number in ids})
    return found


def changes_of(entries: Iterable[Entry]) -> dict[int, list[tuple[str, str, str]]]:
    """The changed fields of each entry by its id: label, value before, value after, as a person reads them,
    where that differs; one statement for each kind of record that they refer to."""
    rows = [(entry.id, name, field_of(entry.record_kind, name), *_values(entry, name)) for entry in entries
            for name in entry.fields]  # fmt: skip
    known = names_of_referred((shown, value) for _, _, shown, *both in rows for value in both)
    found: dict[int, list[tuple[str, str, str]]] = {}
    for number, name, shown, old, new in rows:
        before, after = (text_of(name, shown, value, known) for value in (old, new))
        if before != after and not shown.hidden:
            found.setdefault(number, []).append((label_of(name, shown), before, after))
    return found


def _values(entry: Entry, name: str) -> tuple[Any, Any]:
    values = entry.values
    return (values.before.get(name), values.after.get(name)) if values else (None, None)


def _known() -> _Registry:
    known: _Registry = current_app.extensions[EXTENSION]
    return known
