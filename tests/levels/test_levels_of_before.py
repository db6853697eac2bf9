"""An upgrade takes nothing from whom the chapter knows, and closes what anybody could walk into."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

import config
from chapter import db
from chapter.gateways import Gateways
from tests.applications import application
from tests.conftest import SETTINGS
from tests.databases import Database
from tests.house_rules import ROOT

PAID, READ, GIVEN, WALKED_IN, OPEN = "paid", "read", "given", "walked_in", "open"
A_LEVEL = text(
    "INSERT INTO levels (slug, name, summary, benefits, price_cents, period_kind, months, turns_month, "
    "turns_day, early_days, grace_days, bundle_kind, bundle_most, staff_approves, place, opened_at, "
    "created_at, version) VALUES (:slug, :slug, '', '', :cents, 'rolling', 12, 1, 1, 0, 30, '', 1, :read, 1, "
    ":opened, '2026-01-01 00:00:00', 1)"
)
SOMEBODY = text(
    "INSERT INTO people (public_id, name, name_key, called, pronouns, name_said, title, organisation, email, "
    "email_key, created_at, version) VALUES ('abcdefghijklmnop', 'Ana', 'ana', '', '', '', '', '', '', '', "
    "'2026-01-01 00:00:00', 1)"
)
A_MEMBERSHIP = text(
    "INSERT INTO memberships (public_id, level_id, payer_id, began_on, made_at, link_version) "
    "SELECT levels.slug, levels.id, people.id, '2026-01-01', '2026-01-01 00:00:00', 1 FROM levels, people "
    "WHERE slug = :slug"
)
A_TERM = text(
    "INSERT INTO terms (membership_id, level_id, first_on, anchor_on, grace_days, why, made_at) SELECT "
    "memberships.id, levels.id, '2026-01-01', '2026-01-01', 30, :why, '2026-01-01 00:00:00' FROM levels JOIN "
    "memberships ON memberships.level_id = levels.id WHERE slug = :slug"
)


def the_migration() -> tuple[str, str]:
    """Its number, and that of the one before."""
    path = next((ROOT / "migrations" / "versions").glob("*_what_a_level_opens.py"))
    return path.name[:4], f"{int(path.name[:4]) - 1:04}"


@pytest.fixture
def site(empty_database: Callable[[], Database]) -> Iterator[Flask]:
    """An application on an empty database of its own."""
    settings = config.load({**SETTINGS, "DATABASE_URL": empty_database().url})
    with application(settings, Gateways()) as app, app.app_context():
        yield app
        db.session.remove()


def test_only_a_free_level_that_anybody_may_take_is_closed_by_the_upgrade(site: Flask) -> None:
    this, before = the_migration()
    upgrade(revision=before)
    moment = "2026-01-01 00:00:00"
    with db.database.engine.begin() as connection:
        connection.execute(SOMEBODY)
        for slug, cents, read, opened, why in (
            (PAID, 7500, False, moment, "joined"),
            (READ, 0, True, moment, "joined"),
            (GIVEN, 0, False, None, "granted"),
            (WALKED_IN, 0, False, None, "joined"),
            (OPEN, 0, False, moment, ""),
        ):
            values = {"slug": slug, "cents": cents, "read": read, "opened": opened, "why": why}
            connection.execute(A_LEVEL, values)
            if why:
                connection.execute(A_MEMBERSHIP, {"slug": slug})
                connection.execute(A_TERM, {"slug": slug, "why": why})
    upgrade(revision=this)
    with db.database.engine.connect() as connection:
        rows = connection.execute(text("SELECT slug, opens_directory, opens_events FROM levels")).all()
    assert {row[0]: (bool(row[1]), bool(row[2])) for row in rows} == {
        PAID: (True, True), READ: (True, True), GIVEN: (True, True),
        WALKED_IN: (False, False), OPEN: (False, False),
    }  # fmt: skip
