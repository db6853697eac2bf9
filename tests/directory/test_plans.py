"""An index leads to everybody who is looked for: no statement of a keystroke walks through a whole table."""

import pytest
from flask import Flask
from sqlalchemy import event, text

from chapter import db
from chapter.directory import search
from tests.directory.person_pages import ON
from tests.people.profiles import who_looks, who_tells

LARGE = (
    "search_trigrams", "search_texts", "search_traits", "people", "profiles", "enrollments", "memberships",
    "rsvps",
)  # fmt: skip
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


def walks(plan: str) -> list[str]:
    """The large tables that a plan walks through without an index, or from end to end by one."""
    return [
        name
        for name in LARGE
        for line in plan.splitlines()
        if f"SCAN {name}" in line or f"Seq Scan on {name}" in line
    ]


def plans(wish: search.Query, me: int) -> list[str]:
    """The plan of each statement that finding asks."""
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    db.session.rollback()
    engine = db.database.engine
    event.listen(engine, "before_cursor_execute", note)
    search.traits_of(search.search(wish, me, ON))
    event.remove(engine, "before_cursor_execute", note)
    db.session.rollback()
    explain, found = EXPLAIN[engine.dialect.name], []
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))
        for statement, values in asked:
            if statement.startswith("SELECT"):
                rows = connection.exec_driver_sql(explain + statement, values)  # type: ignore[arg-type]  # as it was sent
                found.append("\n".join(str(row[-1]) for row in rows))
    return found


@pytest.mark.every_case
@pytest.mark.parametrize("typed", ["we", "welding", "weldign", "welding pilsen"])
@pytest.mark.parametrize("traits", [(), (("neighborhood", "pilsen"),)])
def test_a_keystroke_is_led_by_indexes(app: Flask, typed: str, traits: tuple[tuple[str, str], ...]) -> None:
    for number in range(3):
        who_tells(f"Ana {number}", skills=["Welding"], neighborhood="Pilsen")
    found = plans(search.query_of(typed, traits), who_looks().id)
    assert len(found) >= 4
    assert [name for plan in found for name in walks(plan)] == []


def test_a_walk_through_a_table_is_seen(app: Flask) -> None:
    assert walks("SCAN search_texts") == ["search_texts"]
    assert walks("->  Seq Scan on search_trigrams search_trigrams_1") == ["search_trigrams"]
