"""The number of SQL statements of a page does not grow with what it shows."""

from collections import Counter

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.web.access import allow, everyone
from tests.access_table import PAGES, Line, once_each
from tests.applications import application
from tests.browser import Browser
from tests.features import FEATURES
from tests.seed.chapter import World
from tests.statement_count import counted

FEW, MORE = 2, 5
"""Rows of each kind that are added before a page is opened the first and the second time. Both are enough
for every relation to have several, and few enough that no list is cut into pages."""


def grow(world: World, by: int) -> None:
    """``by`` more of everything that a page may list."""
    for feature in FEATURES.values():
        feature.grow(world, by)


def statements_of(world: World, lines: list[Line]) -> dict[str, list[str]]:
    """The statements of each page, opened by whoever sees most."""
    found = {}
    for line in lines:
        kind = line.best
        world.app.extensions["page_cache"].clear()
        with counted() as statements:
            page = world.browsers[kind].send(
                "GET", line.address(world.arguments(line.record, kind)), check=False
            )
        assert page.status < 400, f"{line}: {page.status}"
        found[str(line)] = statements
    return found


def _more(before: list[str], after: list[str]) -> list[str]:
    return [statement[:300] for statement in (Counter(after) - Counter(before)).elements()]


def test_no_page_asks_more_often_when_there_is_more_to_show(world: World) -> None:
    pages = once_each(PAGES)
    grow(world, FEW)
    before = statements_of(world, pages)
    grow(world, MORE - FEW)
    after = statements_of(world, pages)
    grown = [
        f"{page}: {len(before[page])} statements, then {len(after[page])}: {_more(before[page], after[page])}"
        for page in before
        if len(after[page]) > len(before[page])
    ]
    assert "\n".join(grown) == ""


def test_a_page_that_asks_for_every_row_is_seen(app: Flask, world: World) -> None:
    with application(dict(app.config), app.extensions["gateways"]) as site:

        def careless() -> str:
            names = [rsvp.person.name for rsvp in db.session.scalars(select(Rsvp))]
            return f"{len(names)}"

        site.add_url_rule("/careless", "careless", allow(everyone)(careless))
        counts = []
        for by in (FEW, MORE):
            grow(world, by)
            with site.app_context(), counted() as statements:
                Browser(site).send("GET", "/careless", check=False)
            counts.append(len(statements))
        assert counts[1] > counts[0]


def test_what_machines_ask_every_second_asks_the_database_nothing(client: Browser) -> None:
    with counted() as statements:
        client.get("/healthz")
    assert statements == []
