"""What is declared to be nobody’s, or to stay when somebody is erased, holds no word that they typed.

Everybody who is not of the staff presses every button that is open to them, with marked words in each field.
"""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import Table, select

from chapter import db
from chapter.personal_data import registry
from chapter.personal_data.declarations import NotPersonal, PersonalTable, Retained
from tests.access_table import TABLE, Line
from tests.seed.chapter import World
from tests.test_bad_input import forget_limits
from tests.test_nothing_changes import sent, written

MARK = "zdenkaprobst"
TYPED = ("name", "words", "note", "text", "why", "subject", "summary", "title", "said", "about", "party")
"""Fields in which people type what they like."""

NOT_STAFF = ("member", "newcomer", "stranger")
ADMITTED = {
    "audit_entries": "why is blanked with its record (tests/privacy/test_nothing_is_left.py)",
    "audit_values": "values are blanked with their record (tests/privacy/test_nothing_is_left.py)",
}
"""Where such words may stand all the same, and what removes them."""


def lines() -> list[tuple[Line, str]]:
    """Each press that is open to somebody who is not of the staff, and as whom it is pressed."""
    found: dict[str, tuple[Line, str]] = {}
    for line in TABLE:
        who = [kind for kind in NOT_STAFF if kind in line.may]
        if line.method == "POST" and who:
            found.setdefault(line.rule, (line, who[0]))
    return list(found.values())


def typed(data: dict[str, Any]) -> dict[str, Any]:
    """What is sent, with marked words wherever one may type."""
    marked = {name: f"{MARK} {name}" for name in TYPED if name in data}
    return {**data, **marked}


def press_everything(world: World) -> set[int]:
    """Press all of it; the answers."""
    answers = set()
    for line, kind in lines():
        forget_limits()
        world.renew(line.record)
        address, data = written(line, world, kind)
        browser = world.browsers[kind]
        answers.add(sent(browser, address, typed(data), browser.csrf_token()))
    return answers


def marked_in(tables: Iterator[Table]) -> set[str]:
    """The columns of these tables in which the marked words stand."""
    found = set()
    for table in tables:
        for row in db.session.execute(select(table)).mappings():
            found |= {f"{table.name}.{name}" for name, value in row.items() if MARK in str(value).casefold()}
    return found


def stays() -> Iterator[Table]:
    """The tables that are nobody's, or whose rows stay when somebody is erased."""
    for one in registry.all_tables():
        kept = isinstance(one, PersonalTable) and isinstance(one.erasure, Retained)
        if (kept or isinstance(one, NotPersonal)) and one.table.name not in ADMITTED:
            yield one.table


def test_no_word_that_people_type_stands_where_it_is_declared_to_be_nobodys(app: Flask, world: World) -> None:
    assert 303 in press_everything(world)
    db.session.expire_all()
    assert marked_in(stays()) == set()
    typed_into = ("asks_and_offers", "promises", "event_opinions", "people", "applications")
    for name in typed_into:  # the counter-example: were one of these declared so, it would be seen
        assert marked_in(iter([db.Model.metadata.tables[name]])) != set(), name
