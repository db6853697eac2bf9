"""Pages of a list: nothing is lost or shown twice, whatever is added or changed while somebody reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.people.models import Person
from chapter.web import pages
from chapter.web.pages import Page
from tests.factories import TODAY, a_person
from tests.statement_count import counted

Turn = Callable[[pages.Rows, str], Page[Any]]
BY_NAME = select(Person).order_by(Person.name_key, Person.id)
ORDERS = (
    BY_NAME,
    select(Person).order_by(Person.id.desc()),
    select(Person).order_by(Person.pronouns.desc(), Person.name_key, Person.id.desc()),
    select(Person).order_by(Person.deceased_at, Person.id),
    select(Person).order_by(Person.deceased_at.desc(), Person.id.desc()),
    select(Person).order_by(Person.deceased_at.is_(None), Person.name_key.desc(), Person.id),
)
"""With ties, in both directions, and by a column that is empty for some."""


@pytest.fixture
def turn(app: Flask) -> Turn:
    """``turn(statement, address)``: the page of three that an address asks for."""

    def of(statement: pages.Rows, address: str = "/list") -> Page[Any]:
        with app.test_request_context(address):
            return pages.by_key(statement, 3)

    return of


def twelve() -> list[Person]:
    """Twelve people of four names; some have died, two of them at the same moment."""
    return [
        a_person(
            f"Ana {n % 4}", pronouns=f"p{n % 2}",
            deceased_at=None if n % 3 else TODAY - timedelta(days=n // 6),
        )
        for n in range(12)
    ]  # fmt: skip


def names(page: Page[Any]) -> list[int]:
    return [one.id for one in page.rows]


@pytest.mark.every_case
@pytest.mark.parametrize("order", ORDERS)
def test_every_row_is_shown_once_on_the_way_there_and_back(turn: Turn, order: pages.Rows) -> None:
    twelve()
    everybody = [one.id for one in db.session.scalars(order)]
    page, there = turn(order, "/list?q=an"), []
    while page.on:
        assert page.on.startswith("/list?q=an&after=")
        there += names(page)
        page = turn(order, page.on)
    there += names(page)
    back: list[int] = []
    while page.back:
        back = names(page) + back
        page = turn(order, page.back)
    assert there == names(page) + back == everybody


def test_what_is_added_meanwhile_moves_nothing(turn: Turn) -> None:
    twelve()
    first = turn(BY_NAME, "/list")
    seen = names(first)
    a_person("Ana 0"), a_person("Aaa"), a_person("Zoe")
    second = turn(BY_NAME, first.on)
    assert not set(seen) & set(names(second))
    assert names(turn(BY_NAME, second.back)) != names(second)
    rest, page = names(second), second
    while page.on:
        page = turn(BY_NAME, page.on)
        rest += names(page)
    assert len({*seen, *rest}) == len(seen) + len(rest) == 14, "all but the one who came before all"


def test_who_stands_on_a_border_may_be_renamed_or_go(turn: Turn) -> None:
    people = twelve()
    first = turn(BY_NAME, "/list")
    border = first.rows[-1]
    with db.writing():
        border.name_key = "zzz"
    assert names(turn(BY_NAME, first.on))[0] == sorted(people, key=lambda one: (one.name, one.id))[3].id


def test_the_way_back_ends_at_the_whole_first_page(turn: Turn) -> None:
    twelve()
    second = turn(BY_NAME, turn(BY_NAME, "/list").on)
    with db.writing():
        db.session.scalars(BY_NAME.limit(1)).one().name_key = "zzz"
    first = turn(BY_NAME, second.back)
    assert len(first.rows) == 3
    assert first.back == ""


@pytest.mark.parametrize("key", ["x", "", "W10.abc", "é" * 3000, "null", "%00"])
def test_a_key_of_no_list_begins_anew(turn: Turn, key: str) -> None:
    twelve()
    assert names(turn(BY_NAME, f"/list?after={key}")) == names(turn(BY_NAME, "/list"))
    assert names(turn(BY_NAME, f"/list?before={key}")) == names(turn(BY_NAME, "/list"))


def test_a_key_of_another_list_begins_anew(turn: Turn) -> None:
    twelve()
    foreign = urlsplit(turn(ORDERS[1], "/list").on).query
    assert names(turn(BY_NAME, f"/list?{foreign}")) == names(turn(BY_NAME, "/list"))


def test_a_grouped_list_is_turned_too(turn: Turn) -> None:
    twelve()
    many = func.count(Person.id)
    grouped = select(Person, many).group_by(Person.id).order_by(func.max(Person.created_at).desc(), Person.id)
    page = turn(grouped, "/list")
    found = [row[0].id for row in page.rows]
    assert page.rows[0][1] == 1
    while page.on:
        page = turn(grouped, page.on)
        found += [row[0].id for row in page.rows]
    assert len(found) == len(set(found)) == 12


def test_an_order_that_leaves_two_rows_in_one_place_is_refused(turn: Turn) -> None:
    with pytest.raises(pages.NotOrdered):
        turn(select(Person).order_by(Person.name_key), "/list")
    with pytest.raises(pages.NotOrdered):
        turn(select(Person), "/list")


def test_a_page_costs_one_statement(turn: Turn) -> None:
    twelve()
    address = turn(BY_NAME, turn(BY_NAME, "/list").on).on
    with counted() as statements:
        turn(BY_NAME, address)
    assert len(statements) == 1


def test_an_address_with_its_own_filters_is_kept_for_a_list_that_a_post_shows(app: Flask) -> None:
    twelve()
    with app.test_request_context("/list/save?after=x"):
        assert pages.by_key(BY_NAME, 3, at="/list?q=an").on.startswith("/list?q=an&after=")


def test_pages_by_number_count_what_is_in_memory_and_link_its_ends(app: Flask) -> None:
    with app.test_request_context("/list?q=a&page=6"):
        page = pages.by_number(list(range(100)), 5)
    assert page.rows == [25, 26, 27, 28, 29]
    assert [n for n, _ in page.numbers] == [1, 0, 5, 6, 7, 0, 20]
    assert (page.back, page.on) == ("/list?q=a&page=5", "/list?q=a&page=7")
    assert page.numbers[0][1] == "/list?q=a"
    with app.test_request_context("/list?page=999"):
        assert pages.by_number([1, 2, 3], 2).rows == [3]
    with app.test_request_context("/list"):
        assert pages.by_number([1, 2], 2) == Page([1, 2])
