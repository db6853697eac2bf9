"""Cached pages and 304s follow at once whatever decides who is shown, in whichever way it was written."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

import config
from chapter import db
from chapter.bookings.models import Rsvp
from chapter.gateways import Gateways
from chapter.giving.models import Gift
from chapter.membership.models.departures import Departure
from chapter.people.models import Person
from chapter.people.models.blocks import Block
from chapter.people.models.profile import Profile
from chapter.refusal import Refused
from chapter.web import visibility_version
from tests import databases, factories
from tests.applications import application
from tests.browser import Browser
from tests.conftest import SETTINGS
from tests.factories import TODAY
from tests.statement_count import counted
from tests.web.shown_people import ASKED, PAGES, somebody_shown

pytestmark = pytest.mark.every_case

Change = tuple[InstrumentedAttribute[Any], Any]


@pytest.fixture
def her(app: Flask) -> Person:
    return somebody_shown()


def where_she_stands(*browsers: Browser) -> list[str]:
    """The cached pages that show this person's name, each opened twice, so that it is warm."""
    return [
        page
        for page in PAGES
        if any("Zenobia" in browser.get(page).html for browser in browsers for _ in range(2))
    ]


CHANGES: dict[str, tuple[Change, list[str]]] = {
    "her death is noted": ((Person.deceased_at, TODAY), []),
    "she is erased": ((Person.erased_at, TODAY), []),
    "she hides": ((Profile.hidden_at, TODAY), []),
    "she takes her tick back": ((Rsvp.show_me, False), ["/give/winter"]),
    "her name on the list changes": ((Rsvp.name, "Anna Okafor"), ["/give/winter"]),
    "she wants no name on the wall": ((Gift.anonymous, True), ["/events/supper"]),
    "her gift is hidden": ((Gift.declined_at, TODAY), ["/events/supper"]),
}


def as_rows(column: InstrumentedAttribute[Any], value: Any) -> None:
    for row in db.session.scalars(select(column.class_)):
        setattr(row, column.key, value)


def set_based(column: InstrumentedAttribute[Any], value: Any) -> None:
    db.session.execute(update(column.class_).values({column.key: value}))


def below_the_orm(column: InstrumentedAttribute[Any], value: Any) -> None:
    table = column.class_.__table__
    db.session.connection().execute(update(table).values({column.key: value}))


def in_plain_sql(column: InstrumentedAttribute[Any], value: Any) -> None:
    said = text(f"UPDATE {column.class_.__tablename__} SET {column.key} = :value")  # noqa: S608 - ours
    db.session.execute(said.bindparams(bindparam("value", value, type_=column.type)))


WAYS: dict[str, Callable[[InstrumentedAttribute[Any], Any], None]] = {
    "rows": as_rows, "set-based": set_based, "below the ORM": below_the_orm, "plain SQL": in_plain_sql,
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", CHANGES)
def test_she_is_gone_from_warm_pages_however_it_was_written(
    her: Person, client: Browser, another: Browser, change: str, way: str
) -> None:
    (column, value), still = CHANGES[change]
    assert where_she_stands(client, another) == list(PAGES)
    with db.writing():
        WAYS[way](column, value)
    assert where_she_stands(client, another) == still


def test_a_suspension_hides_her_and_its_end_shows_her_again(her: Person, client: Browser) -> None:
    values = {
        "person_id": her.id,
        "kind": "suspended",
        "since_on": TODAY.date(),
        "noted_at": TODAY,
        "why": "",
    }
    assert where_she_stands(client) == list(PAGES)
    with db.writing():
        db.session.execute(insert(Departure).values(**values))
    assert where_she_stands(client) == []
    with db.writing():
        db.session.execute(update(Departure).values(until_on=TODAY.date()))
    assert where_she_stands(client) == list(PAGES)


@pytest.mark.parametrize("way", WAYS)
def test_a_change_past_the_hook_would_be_seen(
    her: Person, client: Browser, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visibility_version, "affects_visibility", lambda *_: False)
    assert where_she_stands(client) == list(PAGES)
    with db.writing():
        WAYS[way](Person.deceased_at, TODAY)
    assert where_she_stands(client) == list(PAGES)


def test_another_process_follows_too(
    app: Flask, her: Person, client: Browser, database: databases.Database, outside: Gateways
) -> None:
    with application(config.load({**SETTINGS, "DATABASE_URL": database.url}), outside) as site:
        other = Browser(site)
        assert where_she_stands(other) == list(PAGES)
        with db.writing():
            set_based(Person.deceased_at, TODAY)
        assert where_she_stands(other) == where_she_stands(client) == []


def number() -> int:
    return db.session.scalar(select(visibility_version.CURRENT_VERSION)) or 0


def test_what_was_rolled_back_is_not_counted_with_what_comes_next(app: Flask, her: Person) -> None:
    before = number()
    with suppress(Refused), db.writing():
        dies_and_then_the_rule_says_no()
    with db.writing():
        db.session.execute(update(Person).values(title="Mayor"))
    assert number() == before


def dies_and_then_the_rule_says_no() -> None:
    set_based(Person.deceased_at, TODAY)
    raise Refused("Not so.")


def test_one_transaction_raises_it_once(app: Flask, her: Person) -> None:
    before = number()
    with db.writing():
        as_rows(Person.called, "Zen")
        set_based(Person.deceased_at, TODAY)
    assert number() == before + 1


ETAGS_WITHOUT_PEOPLE = {"/chapter.css"}


def test_whoever_has_a_page_is_not_told_that_it_is_unchanged(her: Person, client: Browser) -> None:
    tags = {page: client.send("GET", page, check=False).headers["ETag"] for page in ASKED}
    with db.writing():
        set_based(Profile.hidden_at, TODAY)
    answers = {
        page: client.send("GET", page, check=False, headers={"If-None-Match": tag}).status
        for page, tag in tags.items()
    }
    assert {page for page, status in answers.items() if status == 304} == ETAGS_WITHOUT_PEOPLE


def test_every_address_that_answers_with_a_tag_stands_in_this_test(app: Flask) -> None:
    tagged = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "__wrapped__", None) is not None
        and "cached_by_etag" in getattr(app.view_functions[rule.endpoint].__code__, "co_qualname", "")
    }
    with app.test_request_context():
        asked = {app.url_map.bind("chapter.test").match(page)[0] for page in ASKED}
    assert len(tagged) > 8
    assert tagged - asked <= {"events.card", "giving.card", "site.card"}, "pictures of titles show nobody"


@pytest.mark.parametrize("page", [*PAGES, "/", "/events/", "/give/"])
def test_it_costs_a_warm_page_no_statement_of_its_own(her: Person, client: Browser, page: str) -> None:
    client.get(page)
    with counted() as sent:
        client.get(page)
    read = [one for one in sent if "visibility_version" in one]
    assert read
    assert [one for one in read if "FROM chapter" not in one] == []


@pytest.mark.parametrize(
    ("statement", "decides"),
    [
        ("UPDATE people SET deceased_at=? WHERE id = ?", True),
        ('update "people" set "called" = 1', True),
        ("UPDATE people SET title=? WHERE people.called = ?", False),
        ("INSERT INTO people (name) VALUES (?)", False),
        (
            "INSERT INTO people (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            True,
        ),
        ("INSERT OR REPLACE INTO people (id) VALUES (1)", True),
        ("DELETE FROM people WHERE id = 1", True),
        ("INSERT INTO blocks (person_id) VALUES (?)", True),
        ("WITH old AS (SELECT 1) UPDATE people SET erased_at = NULL", True),
        ("SELECT people.name FROM people FOR UPDATE", False),
        ("UPDATE peoples SET called = 1", False),
        ("UPDATE people SET title = (SELECT t FROM x WHERE x.id = 1), called = 'Zen' WHERE id = 2", True),
        ("UPDATE people SET title = 'where', name = 'Zen'", True),
        ('UPDATE "public"."people" SET "CALLED" = 1', True),
        ("UPDATE ONLY public.people SET title = ?", False),
        ("DELETE FROM main.people WHERE id = 1", True),
        ("INSERT INTO public.blocks (person_id) VALUES (?)", True),
        ("INSERT INTO people (id) VALUES (1) ON CONFLICT (id) DO\nUPDATE SET name = 'Zen'", True),
        ("INSERT INTO people (id) VALUES (1) ON CONFLICT (id) DO NOTHING", False),
        ("TRUNCATE events, people", True),
        ("TRUNCATE TABLE events CASCADE", True),
        ("MERGE INTO people USING x ON x.id = people.id WHEN MATCHED THEN UPDATE SET called = x.c", True),
        ("WITH x AS (SELECT 1) MERGE INTO ONLY public.blocks b USING x ON true", True),
    ],
)
def test_statements_are_read_as_they_are_sent(app: Flask, statement: str, decides: bool) -> None:
    watched = {"people": frozenset({"called", "name", "deceased_at", "erased_at"}), "blocks": None}
    assert visibility_version.affects_visibility(watched, statement) is decides


def test_a_block_is_watched_too(app: Flask, her: Person) -> None:
    before, other = number(), factories.a_person()
    with db.writing():
        db.session.add(Block(person_id=her.id, other_id=other.id, since=TODAY))
    assert number() == before + 1
