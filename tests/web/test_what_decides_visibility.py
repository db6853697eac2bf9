"""Whatever a cached page reads of people raises the version of visibility, or another number follows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Column, event
from sqlalchemy.sql import visitors

from chapter import db
from chapter.web import visibility_version
from tests.browser import Browser
from tests.web.shown_people import ASKED, PAGES, somebody_shown

FOLLOWED = {
    "rsvps": {"event_id", "seated_at", "cancelled_at", "id", "party_size", "offered_seats", "saved_seats",
              "waiting_size", "offered_until"},
    "gifts": {"id", "drive_id", "paid_at", "returned_at", "tribute", "tribute_name", "thing", "message",
              "cover_cents", "public_id"},
    "people": {"id"},
}  # fmt: skip
"""What changes with an event's seating or version, or with a drive's ledger or wall; or never does."""

EVERY: frozenset[str] = frozenset({"every column"})
ABOUT_PEOPLE = {"people", "profiles", "blocks", "departures", "rsvps", "signups", "gifts", "do_not_pairs"}


@contextmanager
def read_of_people() -> Iterator[set[tuple[str, str]]]:
    """The columns of people that are read meanwhile."""
    found: set[tuple[str, str]] = set()

    def note(
        _connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        if context.compiled is not None:
            found.update(columns_in(context.compiled.statement))

    engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def columns_in(statement: Any) -> Iterator[tuple[str, str]]:
    for one in visitors.iterate(statement):
        table: Any = one.table if isinstance(one, Column) else None
        while table is not None and hasattr(table, "element"):
            table = table.element
        if isinstance(one, Column) and getattr(table, "name", "") in ABOUT_PEOPLE:
            yield table.name, one.name


def unwatched(app: Flask, read: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The columns of people that a cached page reads while nothing follows their changes."""
    watched = {table: columns or EVERY for table, columns in visibility_version.tracked_columns(app).items()}
    return {
        (table, column)
        for table, column in read
        if watched.get(table) is not EVERY
        if column not in watched.get(table, frozenset()) | FOLLOWED.get(table, frozenset())
    }


def test_everything_that_a_kept_page_reads_of_people_is_watched(app: Flask, client: Browser) -> None:
    somebody_shown()
    with read_of_people() as read:
        for page in (*PAGES, *ASKED):
            client.send("GET", page, check=False)
    assert {("people", "deceased_at"), ("profiles", "hidden_at"), ("rsvps", "show_me")} <= read
    assert ("gifts", "anonymous") in read
    assert unwatched(app, read) == set()


def test_a_column_that_nobody_watches_is_found(app: Flask) -> None:
    assert unwatched(app, {("rsvps", "dietary"), ("people", "erased_at"), ("do_not_pairs", "why")}) == {
        ("rsvps", "dietary"), ("do_not_pairs", "why"),
    }  # fmt: skip
