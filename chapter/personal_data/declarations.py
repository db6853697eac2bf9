"""What a package says of each of its tables."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, Integer, Table, bindparam, delete, false, update
from sqlalchemy.sql.base import ExecutableOption

from chapter import db
from chapter.personal_data.subjects import Subject

Condition = ColumnElement[bool] | Callable[[], ColumnElement[bool]]
"""A condition, or a function that makes it when the application is assembled."""

NOW = bindparam("erased_now", type_=db.UTCDateTime())
"""In ``Blank``: the moment of the erasure."""

QUIET = {"synchronize_session": False}


class TooLong(ValueError):
    """A text is longer than the declaration of its table allows."""


class Limit(Protocol):
    """How often one key may do something (security.throttle.Limit)."""

    @property
    def name(self) -> str:
        """The name of the limit."""

    @property
    def most(self) -> int:
        """How often, within its window."""


@dataclass(frozen=True)
class Erasure:
    """One erasure: of whom, by whom (``by`` is an audit.Actor; audit lies above), when, and why, for the log;
    empty: the log names the person alone."""

    subject: Subject
    by: Any
    now: datetime
    why: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The values of all parameters that a condition or a ``Blank`` may have."""
        return {**self.subject.values, NOW.key: self.now}


@dataclass(frozen=True)
class Delete:
    """Erasing deletes the rows."""

    def erase(self, model: type[db.Model], where: ColumnElement[bool], erasure: Erasure) -> None:
        """Delete the rows in one statement."""
        db.session.execute(delete(model).where(where), erasure.values, execution_options=QUIET)


class Blank:
    """Erasing sets these columns; the row stays."""

    def __init__(self, **values: Any) -> None:
        self.values = values

    def erase(self, model: type[db.Model], where: ColumnElement[bool], erasure: Erasure) -> None:
        """Set the columns in one statement."""
        blank = update(model).where(where).values(self.values)
        db.session.execute(blank, erasure.values, execution_options=QUIET)


@dataclass(frozen=True)
class Act:
    """Erasing is more than blanking: ``function`` gets the ids of all rows at once. ``always``: it is called
    without rows, too, since the erasure itself may add some."""

    function: Callable[[Sequence[int], Erasure], None]
    always: bool = False


@dataclass(frozen=True)
class Retained:
    """The rows stay as they are: ``reason`` says why, in words that a reader of the privacy page may see."""

    reason: str


DELETE = Delete()


@dataclass(frozen=True)
class AsStaff:
    """Rows about others, or about nobody, that someone of the staff wrote, owns or leads: what becomes of
    them when she is erased. They are not hers: nothing is exported, nothing of their log is redacted."""

    where: ColumnElement[bool]
    erasure: Delete | Blank


@dataclass(frozen=True)
class NotExported:
    """Rows that are nobody's to take along, with the reason."""

    reason: str


@dataclass(frozen=True)
class Section:
    """A section of the page that a mailed link opens: ``template`` gets ``rows``, all exported rows by their
    name, and as ``more`` what that function makes of the people they are about and of them. ``place`` sorts
    the sections; ``also``: names of other tables whose rows it shows."""

    template: str
    place: int
    more: Callable[[Sequence[Any], Mapping[str, Any]], Mapping[str, Any]] = lambda _people, _rows: {}
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declaration:
    """What both kinds of table say. ``reasons``: of columns that seem to hold or point to somebody and that
    nothing else here names, why not."""

    model: type[db.Model]
    reasons: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    as_staff: tuple[AsStaff, ...] = field(default=(), kw_only=True)

    @property
    def table(self) -> Table:
        """The table itself."""
        return db.Model.metadata.tables[self.model.__tablename__]

    @property
    def number(self) -> Column[Any] | None:
        """The column that identifies a row: its own id, or the person's where each has one row; None when the
        primary key is not one integer."""
        only = [one for one in self.table.primary_key.columns if isinstance(one.type, Integer)]
        return only[0] if len(self.table.primary_key.columns) == len(only) == 1 else None


@dataclass(frozen=True)
class NotPersonal(Declaration):
    """A table that holds nothing of a person who could ask for it, with the reason."""

    reason: str = ""


@dataclass(frozen=True)
class PersonalTable(Declaration):
    """A table that holds something of a person.

    ``whose``: the rows of a subject; None when only ``due`` erases any. ``export``: the name in the export.
    ``shown``: which rows are exported, where that are others than ``whose``; ``narrow`` keeps those that SQL
    cannot tell, ``load`` are options for reading them, ``order`` sorts them, ``section`` shows them on the
    page of the mailed link. ``secrets``: columns that grant
    access to something, never exported, never logged; ``left_out``: columns that tell
    her nothing: they repeat another for comparing, or are our own counting.
    ``hides``: columns of one row that this subject is not told.

    ``erasure``: what erasing does. ``attach`` is called before, for somebody who signed in: rows without a
    person that are theirs become theirs. ``due``: rows whose time is over, of guests. ``key``: the address by
    which the chapter knows somebody. ``mails_to_herself``: mails about these rows go to nobody else.

    ``longest``: how many characters fit into each column that has no length of its own. ``limit``: what stops
    a stranger from adding many rows.
    """

    whose: Condition | None = None
    export: str | NotExported = ""
    erasure: Delete | Blank | Act | Retained = DELETE
    section: Section | None = None
    shown: Condition | None = None
    narrow: Callable[[Subject, list[Any]], list[Any]] | None = None
    load: tuple[ExecutableOption, ...] = ()
    order: tuple[Any, ...] = ()
    secrets: str = ""
    left_out: str = ""
    hides: Callable[[Subject, Any], Collection[str]] | None = None
    attach: Callable[[Subject], None] | None = None
    due: Callable[[datetime], ColumnElement[bool]] | None = None
    key: Any = None
    mails_to_herself: bool = False
    longest: Mapping[str, int] = field(default_factory=dict)
    limit: Limit | None = None

    @property
    def unexported(self) -> frozenset[str]:
        """The columns that no export holds."""
        return frozenset(f"{self.secrets} {self.left_out}".split())

    def condition(self, *, shown: bool = False) -> ColumnElement[bool]:
        """The rows of a subject, for erasing or, with ``shown``, for exporting."""
        one = self.shown if shown and self.shown is not None else self.whose
        return false() if one is None else one() if callable(one) else one

    def among(self, ids: Collection[int]) -> ColumnElement[bool]:
        """The rows with these ids; all of the subject's, where rows have no id of their own."""
        return self.condition() if self.number is None else self.number.in_(ids)

    def check_lengths(self, _mapper: Any, _connection: Any, row: Any) -> None:
        """Called before a row is saved. Raises TooLong."""
        for name, most in self.longest.items():
            value = getattr(row, name)
            text = value if isinstance(value, str) else json.dumps(value, default=str)
            if len(text) > most:
                raise TooLong(f"{self.table.name}.{name} holds at most {most} characters, not {len(text)}")
