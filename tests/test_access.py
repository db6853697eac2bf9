"""Who may enter: the whole map of addresses against a table written by hand (tests/access.txt).

A route that is not in the table fails, and so does a line without a route. Incidents 1, 2, 4, 8, 9, 27, 43.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from chapter.web.access import UndeclaredRoute, allow, everyone, require_declared_routes
from chapter.web.answers import PROBLEM, declared_answer
from tests.access_table import TABLE, Line, read
from tests.applications import application
from tests.browser import Page
from tests.seed.chapter import ALIKE, KINDS, World

UNSEEN_METHODS = {"HEAD", "OPTIONS"}


def outcome(page: Page) -> str:
    """What a viewer came to see, in the words of the table."""
    if page.status >= 500 or page.status in {400, 405, 415}:
        return f"fault {page.status}"
    if page.status == 302 and page.location.startswith("/signin?next="):
        return "sign in"
    if page.status == 401 and page.response.mimetype == PROBLEM:
        return "sign in"
    if page.status == 302 and page.location.startswith("/account/secure") and page.url != "/signin":
        return "forbidden"
    return {403: "forbidden", 404: "hidden"}.get(page.status, "open")


def differences(world: World, line: Line) -> Iterator[str]:
    """Where the application does otherwise than ``line`` says, for each kind of viewer."""
    for kind in (*KINDS, *ALIKE):
        browser = world.browsers[kind]
        if line.method != "GET":
            world.renew(line.record)
        address = line.address(world.arguments(line.record, kind))
        token: dict[str, Any] = {} if line.method == "GET" else {"data": {"csrf_token": browser.csrf_token()}}
        page = browser.send(line.method, address, check=line.method == "GET" and kind == line.best, **token)
        wanted, got = line.outcome(ALIKE.get(kind, kind)), outcome(page)
        if got != wanted:
            yield f"{line}: {kind} should find it {wanted}, and finds it {got} ({page.status})"


def test_every_page_is_open_to_whom_the_table_says(world: World) -> None:
    found = [fault for line in TABLE if line.method == "GET" for fault in differences(world, line)]
    assert "\n".join(found) == ""


@pytest.mark.parametrize("line", [line for line in TABLE if line.method != "GET"], ids=str)
def test_every_press_is_open_to_whom_the_table_says(world: World, line: Line) -> None:
    assert "\n".join(differences(world, line)) == ""


def in_the_map(app: Flask) -> set[tuple[str, str]]:
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods or ()} - {
        (method, rule.rule) for rule in app.url_map.iter_rules() for method in UNSEEN_METHODS
    }


def test_the_table_knows_every_route_and_no_other(app: Flask) -> None:
    in_the_table = {(line.method, line.rule) for line in TABLE}
    assert sorted(in_the_map(app) - in_the_table) == []
    assert sorted(in_the_table - in_the_map(app)) == []


def without_an_answer(app: Flask) -> list[str]:
    """The addresses that look like JSON, and do not say what they answer with."""
    named = [rule for rule in app.url_map.iter_rules() if rule.rule.endswith(".json")]
    return sorted(rule.rule for rule in named if declared_answer(app, rule.endpoint) is None)


def test_every_address_of_json_says_what_it_answers_with(app: Flask) -> None:
    assert without_an_answer(app) == []


def test_an_address_of_json_that_does_not_say_is_seen(new_site: Flask) -> None:
    new_site.add_url_rule("/a.json", "a", allow(everyone)(lambda: {"a": 1}))
    assert without_an_answer(new_site) == ["/a.json"]


def test_the_table_sees_a_page_that_is_open_to_others(world: World) -> None:
    wrong = read(
        "GET /office/people/ | director\nGET /account | everyone\nGET /events/<slug> of event A | | everyone"
    )
    faults = [fault for line in wrong for fault in differences(world, line)]
    assert "GET /office/people/: comms should find it forbidden, and finds it open (200)" in faults
    assert "GET /account: stranger should find it open, and finds it sign in (302)" in faults
    assert "GET /events/<slug> of event A: member should find it hidden, and finds it open (200)" in faults


def test_the_table_refuses_viewers_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match="no such viewers"):
        read("GET / | everybody")


@pytest.fixture
def new_site(app: Flask) -> Iterator[Flask]:
    """A second application on the same database, to which routes can be added."""
    with application(dict(app.config), app.extensions["gateways"]) as site:
        yield site


def test_the_application_does_not_start_with_an_unmarked_route(new_site: Flask) -> None:
    def bare() -> ResponseReturnValue:
        return redirect("/")

    new_site.add_url_rule("/bare", "bare", bare)
    with pytest.raises(UndeclaredRoute, match="bare"):
        require_declared_routes(new_site)


def test_the_application_starts_when_every_route_is_marked(new_site: Flask) -> None:
    new_site.add_url_rule("/marked", "marked", allow(everyone)(lambda: "marked"))
    require_declared_routes(new_site)


def test_a_mark_needs_a_circle() -> None:
    with pytest.raises(ValueError, match="circle"):
        allow()
