"""Whatever is sent: never a fault of ours, never a word of SQL or of a traceback in the answer.

Reliability, row 15; incidents 23 and 26. The corpus is small enough for every run; ``--thorough`` sends each
value in each field of each form.
"""

import io
import random
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from chapter import create_app, db
from chapter.web.access import allow, everyone
from chapter.web.limits import Tries
from tests.access_table import TABLE, Line
from tests.browser import Browser, Page
from tests.odd import BODIES, IN_ADDRESSES, IN_FIELDS, QUERIES
from tests.test_nothing_changes import PAYLOAD
from tests.world import KINDS, World, build

INTERNALS = re.compile(
    rb"(?i:Traceback|sqlite3|psycopg|sqlalchemy|jinja2|werkzeug|constraint failed|IntegrityError|DataError)"
    rb"|\bSELECT .{1,200} FROM |INSERT INTO|File &#34;|object at 0x",
    re.S,
)
MOST_PARTS_SECONDS = 1.0


@pytest.fixture
def world(app: Flask) -> World:
    return build(app)


def who(line: Line) -> str:
    """The viewer who gets furthest."""
    return "director" if "director" in line.may else max(line.may or KINDS, key=KINDS.index)


def faults_of(page: Page) -> Iterator[str]:
    """What no answer may ever be."""
    if page.status >= 500:
        yield f"{page.url[:100]}: {page.status}"
    found = INTERNALS.search(page.body)
    if found:
        yield f"{page.url[:100]}: shows {found[0][:60]!r}"


def forget_limits() -> None:
    with db.writing():
        db.session.execute(delete(Tries))


def test_no_address_however_odd_is_our_fault(world: World) -> None:
    found: list[str] = []
    for line in TABLE:
        names = re.findall(r"<(?:[^<>:]+:)?(\w+)>", line.rule)
        for name in names:
            for odd in IN_ADDRESSES:
                arguments = {
                    **dict.fromkeys(names, "1"),
                    **world.arguments(line.record, who(line)),
                    name: odd,
                }
                data = (
                    {"csrf_token": world.browsers[who(line)].csrf_token()} if line.method == "POST" else None
                )
                page = world.browsers[who(line)].send(
                    line.method, line.address(arguments), data=data, check=False
                )
                found += faults_of(page)
    assert "\n".join(found) == ""


def test_no_question_however_odd_is_our_fault(world: World) -> None:
    found: list[str] = []
    for line in TABLE:
        if line.method == "GET" and line.may:
            address = line.address(world.arguments(line.record, who(line)))
            for query in QUERIES:
                found += faults_of(world.browsers[who(line)].send("GET", f"{address}?{query}", check=False))
    assert "\n".join(found) == ""


def forms(line: Line, thorough: bool) -> Iterator[dict[str, Any]]:
    """The same odd value in every field, an odd value in one field, no field at all."""
    yield {}
    for odd in IN_FIELDS:
        yield dict.fromkeys(PAYLOAD, odd)
    pairs = [(name, odd) for name in PAYLOAD for odd in IN_FIELDS]
    for name, odd in pairs if thorough else random.Random(str(line)).sample(pairs, 12):
        yield {**PAYLOAD, name: odd}
    yield {name: [value, "another"] for name, value in PAYLOAD.items()}
    yield {f"{name}[]": value for name, value in PAYLOAD.items()}
    yield {
        **PAYLOAD,
        "id": "1",
        "person_id": "1",
        "event_id": "1",
        "is_admin": "1",
        "seated_at": "2026-01-01",
    }


@pytest.mark.parametrize("line", [line for line in TABLE if line.method == "POST" and line.may], ids=str)
def test_no_form_however_odd_is_our_fault(world: World, line: Line, thorough: bool) -> None:
    browser, found = world.browsers[who(line)], []
    for fields in forms(line, thorough):
        world.renew(line.record)
        forget_limits()
        address = line.address(world.arguments(line.record, who(line)))
        page = browser.send("POST", address, data={**fields, "csrf_token": browser.csrf_token()}, check=False)
        found += [f"{fault} with {str(fields)[:150]}" for fault in faults_of(page)]
    assert "\n".join(found) == ""
    assert "\n".join(fault for page in pages(world) for fault in faults_of(page)) == ""


def pages(world: World) -> Iterator[Page]:
    """The lists and pages on which something odd would show, if it had been kept."""
    for address in (
        "/",
        "/events/",
        "/events/evening-a",
        "/feed.atom",
        "/events.ics",
        "/office/people/",
        "/office/log/",
    ):
        yield world.browsers["director"].send("GET", address, check=False)


@pytest.mark.parametrize("kind", BODIES)
def test_no_body_however_broken_is_our_fault(world: World, kind: str) -> None:
    body, content_type = BODIES[kind]
    found: list[str] = []
    for line in TABLE:
        if line.method == "POST" and line.may:
            address = line.address(world.arguments(line.record, who(line)))
            browser = world.browsers[who(line)]
            found += faults_of(
                browser.send("POST", address, data=body, content_type=content_type, check=False)
            )
    assert "\n".join(found) == ""


def test_a_file_in_place_of_a_text_is_no_fault(world: World) -> None:
    found: list[str] = []
    for line in TABLE:
        if line.method == "POST" and line.may:
            browser = world.browsers[who(line)]
            data: MultiDict[str, Any] = MultiDict(
                {name: (io.BytesIO(b"\xff\xd8"), "a.jpg") for name in PAYLOAD}
            )
            data["csrf_token"] = browser.csrf_token()
            address = line.address(world.arguments(line.record, who(line)))
            found += faults_of(browser.send("POST", address, data=data, check=False))
    assert "\n".join(found) == ""


def parts(number: int) -> bytes:
    one = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    return one * number + b"--x--\r\n"


@pytest.mark.parametrize("address", ["/signin", "/events/evening-a/rsvp", "/my-data"])
def test_a_body_of_ten_thousand_parts_is_refused_at_once(world: World, address: str) -> None:
    began = time.process_time()
    page = world.browsers["stranger"].send(
        "POST", address, data=parts(10_000), content_type="multipart/form-data; boundary=x"
    )
    assert page.status == 413
    assert time.process_time() - began < MOST_PARTS_SECONDS


@pytest.mark.parametrize("megabytes", [2, 11])
def test_a_field_of_many_megabytes_is_refused_in_plain_words(world: World, megabytes: int) -> None:
    page = world.browsers["stranger"].send("POST", "/signin", data={"email": "a" * (megabytes * 1024 * 1024)})
    assert page.status == 413
    assert page.h1 == "That is too large"


def test_a_fault_is_seen_by_these_tests_and_says_nothing_of_its_cause(app: Flask) -> None:
    site = create_app(dict(app.config), app.extensions["gateways"])

    def broken() -> str:
        raise RuntimeError("SELECT secret FROM people")

    site.add_url_rule("/broken", "broken", allow(everyone)(broken))
    site.add_url_rule("/talkative", "talkative", allow(everyone)(lambda: ("Traceback: SELECT a FROM b", 400)))
    page = Browser(site).get("/broken")
    assert list(faults_of(page)) == ["/broken: 500"]
    assert page.h1 == "This is our fault"
    assert len(list(faults_of(Browser(site).send("GET", "/talkative", check=False)))) == 1
    with site.app_context():
        db.database.engine.dispose()
