"""Rows that hang on a record which ends: planted just before the followers of its end are called."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from chapter import db
from chapter.db import Model
from chapter.web.endings import Ended, EndHook
from tests.factories import a_person
from tests.privacy.canary import Filled

Row = dict[str, Any]


@dataclass
class Planted:
    """A row for each column whose rows the end of a record frees, as it was when the end was told last."""

    app: Flask
    hook: EndHook
    rows: dict[str, Row] = field(default_factory=dict)

    def plant(self, ended: Ended) -> None:
        """Add the rows, all pointing to the first record that ended. What stands from an end before stays."""
        for name in sorted(self.hook.freed(self.app) - self.rows.keys()):
            self.rows[name] = self._row(name, next(iter(ended.ids)))

    def freed(self) -> set[str]:
        """The columns whose row is gone, or says now that it ended."""
        return {name for name, row in self.rows.items() if self._now(name, row) != row}

    @cached_property
    def _filled(self) -> Filled:
        return Filled(a_person(), None)

    def _row(self, name: str, number: int) -> Row:
        table, _, column = name.partition(".")
        rest = self._filled.values_of(Model.metadata.tables[table])
        db.session.execute(insert(Model.metadata.tables[table]).values(**{**rest, column: number}))
        return self._found(name, number) or {}

    def _now(self, name: str, row: Row) -> Row | None:
        return self._found(name, row[name.partition(".")[2]])

    def _found(self, name: str, number: int) -> Row | None:
        table, _, column = name.partition(".")
        columns = Model.metadata.tables[table].c
        found = db.session.execute(select(*columns).where(columns[column] == number)).mappings().first()
        return dict(found) if found else None


@contextmanager
def planted(app: Flask, hook: EndHook) -> Iterator[Planted]:
    """Within the block, whatever ends finds rows that hang on it."""
    rows, calls = Planted(app, hook), app.extensions["end_hooks"][hook].calls
    calls.insert(0, rows.plant)
    try:
        yield rows
    finally:
        calls.remove(rows.plant)
