"""What bookings and shifts of before say comes along in the migration: guests, and what ended a shift."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

import config
from chapter import db
from chapter.events_office.rules import changes
from chapter.gateways import Gateways
from chapter.opportunities.rules import opportunities
from tests import factories
from tests.applications import application
from tests.conftest import SETTINGS, MovableClock
from tests.databases import Database
from tests.factories import GUEST, TODAY, a_booking, an_event
from tests.shifts.shifts import a_shift, an_opportunity, takes

BEFORE, NOW = "0022", "0023"


@pytest.fixture
def site(empty_database: Callable[[], Database]) -> Iterator[Flask]:
    """An application on a database of its own, as it is now."""
    loaded = config.load({**SETTINGS, "DATABASE_URL": empty_database().url})
    clock = MovableClock()
    clock.at(TODAY)
    with application(loaded, Gateways(clock=clock)) as app, app.app_context():
        upgrade()
        factories.the_chapter()
        yield app
        db.session.remove()


def ask(statement: str, **values: Any) -> list[Any]:
    with db.database.engine.begin() as connection:
        found = connection.execute(text(statement), values)
        return [tuple(row) for row in found] if found.returns_rows else []


def names() -> list[Any]:
    found = [row[0] for row in ask("SELECT guest_names FROM rsvps ORDER BY id")]
    return [json.loads(one) if isinstance(one, str) else one for one in found]


def texts() -> list[str]:
    return [row[0] for row in ask("SELECT guest_names FROM rsvps ORDER BY id")]


def test_what_was_written_becomes_names_and_no_text_is_lost_either_way(site: Flask) -> None:
    said = {
        "": (2, []),
        "Ngozi": (2, ["Ngozi"]),
        "Ngozi, Wanjiru": (3, ["Ngozi", "Wanjiru"]),
        "Ngozi, Wanjiru, Thuy": (3, ["Ngozi, Wanjiru, Thuy"]),
        "Ana Pérez, M.D., Jo Lind": (3, ["Ana Pérez, M.D.", "Jo Lind"]),
        "Ana Pérez, M.D.": (2, ["Ana Pérez, M.D."]),
        "Ana; Bea": (3, ["Ana", "Bea"]),
        "王秀英 and Łucja": (3, ["王秀英 and Łucja"]),
    }
    event = an_event()
    rows = [a_booking(event, of=size).id for size, _ in said.values()]
    db.session.remove()
    downgrade(revision=BEFORE)
    for number, words in zip(rows, said, strict=True):
        ask("UPDATE rsvps SET guest_names = :words WHERE id = :number", words=words, number=number)

    upgrade(revision=NOW)
    assert names() == [found for _, found in said.values()]
    downgrade(revision=BEFORE)
    for before, after in zip(said, texts(), strict=True):
        assert set(before.replace(",", " ").replace(";", " ").split()) == set(after.replace(",", " ").split())
    upgrade(revision=NOW)
    assert names() == [found for _, found in said.values()], "up once more, they are the same names"


def test_names_that_hold_commas_and_empty_places_come_back_from_below(site: Flask) -> None:
    event = an_event()
    told = [["", "Jo"], ["Ana Pérez, M.D.", "Jo; Lind"], ["A, B"], ["x" * 400, "y" * 400], []]
    for one in told:
        a_booking(event, of=3, guest_names=one)
    db.session.remove()
    downgrade(revision=BEFORE)
    upgrade(revision=NOW)
    assert names() == told


def test_shifts_of_before_say_with_what_they_ended(site: Flask) -> None:
    event = an_event("Supper", place="Hall")
    shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
    alone = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2)
    whole = a_shift(an_opportunity(), of=2)
    for one in (shift, alone, whole):
        takes(one)
    with db.writing():
        opportunities.cancel_shift(alone, why="No.", by=GUEST, now=TODAY - timedelta(hours=1))
        opportunities.cancel(whole.opportunity, why="No.", by=GUEST, now=TODAY)
    with db.writing():
        changes.cancel_event(db.lock(event), why="No.", by=GUEST, now=TODAY)
    db.session.remove()
    before = (
        ask("SELECT id, cancelled_with FROM shifts ORDER BY id"),
        ask("SELECT id, cancelled_by FROM signups ORDER BY id"),
    )
    assert {row[1] for row in before[0]} == {"event", "shift", "opportunity"}

    downgrade(revision=BEFORE)
    assert {row[0] for row in ask("SELECT cancelled_by FROM signups")} == {"shift"}
    upgrade(revision=NOW)
    assert (
        ask("SELECT id, cancelled_with FROM shifts ORDER BY id"),
        ask("SELECT id, cancelled_by FROM signups ORDER BY id"),
    ) == before
