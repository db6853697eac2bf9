"""A fault at any SQL statement of a press: nothing of it is kept, and pressing again does all of it.

Reliability, row 5. Each run tries some statements of each press, always the same; ``--thorough`` all.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import event, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.events.models import Event
from chapter.mail.models import Suppression
from chapter.web.access import allow, everyone
from tests.access_table import PRESSES, Line, once_each
from tests.applications import application
from tests.databases import Database
from tests.factories import TODAY
from tests.seed.chapter import World, load
from tests.test_nothing_changes import changed, kept, pressed_by, sent, written

ON_THEIR_OWN = {"attempt_counts", "stored_files"}
"""Committed before the press. One that fails is counted as well; a file is stored before its row is, and one
whose row was rolled back goes the night after (tests/media/test_files_and_rows.py)."""

SOME = 3


class Fault(Exception):
    """What goes wrong: the machine, the network, a bug."""


class Statements:
    """Counts the statements and the commits of what runs inside, and fails at one of them."""

    def __init__(self, fails_at: int = 0) -> None:
        self.fails_at, self.count = fails_at, 0

    def __call__(self, *_about: Any) -> None:
        """One more."""
        self.count += 1
        if self.count == self.fails_at:
            raise Fault(f"at statement {self.count}")


@contextmanager
def watched(statements: Statements) -> Iterator[None]:
    """Let ``statements`` see each statement, and each commit, of this process."""
    engine = db.database.engine
    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, statements)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, statements)


@dataclass
class Pressed:
    """What came of one press: who pressed where, the answer, statements in all, tables that changed."""

    world: World
    status: int
    statements: int
    changed: set[str]


def press(app: Flask, database: Database, line: Line, fails_at: int = 0) -> Pressed:
    """One press in a small chapter that was just put back, with a fault at a statement, or with none (0)."""
    world = load(app, database)
    world.renew(line.record)
    app.extensions["page_cache"].clear()
    browser, (address, data) = world.browsers[line.best], written(line, world, line.best)
    token, before, statements = browser.csrf_token(), kept(app), Statements(fails_at)
    with watched(statements):
        status = sent(browser, address, data, token)
    return Pressed(world, status, statements.count, set(changed(app, before)) - ON_THEIR_OWN)


def trouble(whole: Pressed, failed: Pressed, line: Line) -> str:
    """What is wrong with a press that failed, beside one that went well; empty: all or nothing is kept."""
    if failed.status not in {500, whole.status}:
        return f"answered with {failed.status}"
    if failed.changed:
        return "" if failed.changed == whole.changed else f"half of it stayed: {failed.changed}"
    again = pressed_by(line, failed.world, line.best, failed.world.browsers[line.best].csrf_token())
    return "" if again == whole.status else f"pressed again, answered with {again}"


@pytest.mark.parametrize("line", once_each(PRESSES), ids=str)
def test_a_press_that_fails_at_a_statement_is_kept_whole_or_not_at_all(
    app: Flask, database: Database, line: Line, thorough: bool
) -> None:
    whole = press(app, database, line)
    every = range(1, whole.statements + 1)
    some = every if thorough else random.Random(str(line)).sample(every, min(SOME, len(every)))
    found = {at: trouble(whole, press(app, database, line, fails_at=at), line) for at in some}
    assert {at: words for at, words in found.items() if words} == {}


@pytest.fixture
def in_halves(app: Flask) -> Iterator[Flask]:
    """The application with a press that does its work in two transactions."""
    with application(dict(app.config), app.extensions["gateways"]) as site:

        def halves() -> ResponseReturnValue:
            with db.writing():
                db.session.add(Suppression(address_hash="first", why="", at=TODAY))
            with db.writing():
                event_ = db.first_or_404(select(Event))
                audit.record("changed", event_, by=Actor("rule"), now=TODAY)
            return "written", {"Content-Type": "text/plain"}

        site.add_url_rule("/halves", "halves", allow(everyone)(halves), methods=["POST"])
        with site.app_context():
            yield site
            db.session.rollback()


def test_a_press_in_two_transactions_is_seen(in_halves: Flask, database: Database) -> None:
    line = Line("POST", "/halves", "", frozenset({"stranger"}), frozenset())
    whole = press(in_halves, database, line)
    found = [
        trouble(whole, press(in_halves, database, line, at), line) for at in range(1, whole.statements + 1)
    ]
    assert any(words.startswith("half of it stayed") for words in found)
