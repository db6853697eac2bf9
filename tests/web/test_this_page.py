"""What stands behind the question mark is never taken for an argument of ours (attack A9)."""

import pytest
from flask import Flask

from chapter.web.navigation import this_page
from tests.access_table import PAGES, once_each
from tests.browser import Browser
from tests.seed.chapter import World
from tests.test_bad_input import faults_of

OURS = (
    "slug=x&public_id=x&key=x&token=x&endpoint=x&_anchor=x&_external=1&_method=POST&_scheme=x&values=x&self=x",
    "page=2&before=5&_anchor=x&_scheme=javascript",
    "since=9999-12-31&until=9999-12-31&from=9999-12-31&to=9999-12-31&before=9999-12-31T23:59:59-12:00",
    "since=0001-01-01&until=0001-01-01&from=0001-01-01&to=0001-01-01&before=0001-01-01T00:00:00%2B23:59",
    "quarter=9999-4&year=9999&month=12",
    "quarter=0001-1&year=1&month=1",
)


def test_no_page_takes_what_it_is_asked_for_an_argument_of_ours(world: World) -> None:
    """On every route that reads, with names that addresses are built from, and days beyond all calendars."""
    found: list[str] = []
    for line in once_each(PAGES):
        address = line.address(world.arguments(line.record, line.best))
        for query in OURS:
            found += faults_of(world.browsers[line.best].send("GET", f"{address}?{query}", check=False))
    assert "\n".join(found) == ""


def at_another_host(browser: Browser) -> dict[str, str]:
    """The headers of a request that says it is for another host, with the cookie of the right one."""
    name = browser.app.config["SESSION_COOKIE_NAME"]
    cookie = browser.flask.get_cookie(name, domain="chapter.test")
    return {"Host": "evil.test", **({"Cookie": f"{name}={cookie.value}"} if cookie else {})}


def test_no_page_names_the_host_that_was_sent(world: World) -> None:
    found, opened = [], 0
    for line in once_each(PAGES):
        address, browser = line.address(world.arguments(line.record, line.best)), world.browsers[line.best]
        bare = Browser(world.app)
        bare.flask = world.app.test_client(use_cookies=False)
        page = bare.send("GET", address, headers=at_another_host(browser), check=False)
        opened += page.status == 200
        if b"evil.test" in page.body.lower() or "evil.test" in str(page.headers):
            found.append(str(line))
    assert found == []
    assert opened > len(once_each(PAGES)) / 2


@pytest.mark.parametrize(
    ("asked", "other", "address"),
    [
        ("/office/log/?kind=event&verb=a", {"before": 7}, "/office/log/?kind=event&verb=a&before=7"),
        ("/office/log/?before=9&kind=event", {"before": 7}, "/office/log/?kind=event&before=7"),
        ("/office/log/?page=3", {"page": None}, "/office/log/"),
        ("/office/log/?endpoint=x&_anchor=y", {"page": 2}, "/office/log/?endpoint=x&_anchor=y&page=2"),
        ("/office/log/?a=1&a=2&q=%26%3D%23", {}, "/office/log/?a=1&a=2&q=%26%3D%23"),
        ("/events/%C3%A9?q=x", {}, "/events/%C3%A9?q=x"),
    ],
)
def test_this_page_with_other_arguments(
    app: Flask, asked: str, other: dict[str, object], address: str
) -> None:
    with app.test_request_context(asked):
        assert this_page(**other) == address
