"""Whatever is sent: never a fault of ours, never a word of SQL or of a traceback in the answer.

Reliability, row 15; incidents 23 and 26. Each run sends some of what is odd to each route, always the same;
``--thorough`` sends all of it, each value in each field.
"""

import io
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from chapter import db
from chapter.security.models import AttemptCount
from chapter.web.access import allow, everyone
from tests.access_table import PAGES, PRESSES, TABLE, Line, once_each
from tests.browser import Browser, Page
from tests.features import FIELDS
from tests.further_applications import application
from tests.hostile_input import BODIES, IN_ADDRESSES, IN_FIELDS, QUERIES
from tests.seed.chapter import World

INTERNALS = re.compile(
    rb"(?i:Traceback|sqlite3|psycopg|sqlalchemy|jinja2|werkzeug|constraint failed|IntegrityError|DataError)"
    rb"|\bSELECT .{1,200} FROM |INSERT INTO|File &#34;|object at 0x",
    re.S,
)


def faults_of(page: Page) -> Iterator[str]:
    """A server error, or internals of ours in the answer."""
    if page.status >= 500:
        yield f"{page.url[:100]}: {page.status}"
    found = INTERNALS.search(page.body)
    if found:
        yield f"{page.url[:100]}: shows {found[0][:60]!r}"


def forget_limits() -> None:
    with db.writing():
        db.session.execute(delete(AttemptCount))


def some(odd: Sequence[Any], of: int, line: Line, thorough: bool) -> Sequence[Any]:
    """All that is odd, or ``of`` them: others for each route, the same at each run."""
    return odd if thorough else random.Random(str(line)).sample(odd, min(of, len(odd)))


def test_no_address_however_odd_is_our_fault(world: World, thorough: bool) -> None:
    found: list[str] = []
    for line in once_each(TABLE):
        names, browser = re.findall(r"<(?:[^<>:]+:)?(\w+)>", line.rule), world.browsers[line.best]
        for name in names:
            for odd in some(IN_ADDRESSES, 4, line, thorough):
                arguments = {
                    **dict.fromkeys(names, "1"),
                    **world.arguments(line.record, line.best),
                    name: odd,
                }
                data = {"csrf_token": browser.csrf_token()} if line.method == "POST" else None
                found += faults_of(browser.send(line.method, line.address(arguments), data=data, check=False))
    assert "\n".join(found) == ""


def test_no_question_however_odd_is_our_fault(world: World, thorough: bool) -> None:
    found: list[str] = []
    for line in once_each(PAGES):
        address = line.address(world.arguments(line.record, line.best))
        for query in [*some(QUERIES, 3, line, thorough), "&".join(some(QUERIES, 8, line, thorough))]:
            found += faults_of(world.browsers[line.best].send("GET", f"{address}?{query}", check=False))
    assert "\n".join(found) == ""


def forms(line: Line, thorough: bool) -> Iterator[dict[str, Any]]:
    """The same odd value in every field, an odd value in one field, no field at all."""
    yield {}
    for odd in some(IN_FIELDS, 8, line, thorough):
        yield dict.fromkeys(FIELDS, odd)
    pairs = [(name, odd) for name in FIELDS for odd in IN_FIELDS]
    for name, odd in some(pairs, 4, line, thorough):
        yield {**FIELDS, name: odd}
    yield {name: [value, "another"] for name, value in FIELDS.items()}
    yield {f"{name}[]": value for name, value in FIELDS.items()}
    yield {
        **FIELDS,
        "id": "1",
        "person_id": "1",
        "event_id": "1",
        "is_admin": "1",
        "seated_at": "2026-01-01",
    }


@pytest.mark.every_case
@pytest.mark.parametrize("line", once_each(PRESSES), ids=str)
def test_no_form_however_odd_is_our_fault(world: World, line: Line, thorough: bool) -> None:
    browser, found = world.browsers[line.best], []
    for fields in forms(line, thorough):
        world.renew(line.record)
        forget_limits()
        address = line.address(world.arguments(line.record, line.best))
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


def test_no_body_however_broken_is_our_fault(world: World, thorough: bool) -> None:
    found: list[str] = []
    for line in once_each(PRESSES):
        address, browser = line.address(world.arguments(line.record, line.best)), world.browsers[line.best]
        for kind in some(sorted(BODIES), 4, line, thorough):
            body, content_type = BODIES[kind]
            page = browser.send("POST", address, data=body, content_type=content_type, check=False)
            found += [f"{fault}, with {kind}" for fault in faults_of(page)]
    assert "\n".join(found) == ""


def test_a_file_in_place_of_a_text_is_no_fault(world: World) -> None:
    found: list[str] = []
    for line in once_each(PRESSES):
        browser = world.browsers[line.best]
        data: dict[str, Any] = {name: (io.BytesIO(b"\xff\xd8"), "a.jpg") for name in FIELDS}
        data["csrf_token"] = browser.csrf_token()
        address = line.address(world.arguments(line.record, line.best))
        found += faults_of(browser.send("POST", address, data=data, check=False))
    assert "\n".join(found) == ""


def parts(number: int) -> bytes:
    one = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    return one * number + b"--x--\r\n"


@pytest.mark.parametrize("address", ["/signin", "/events/evening-a/rsvp", "/my-data"])
def test_a_body_of_ten_thousand_parts_is_refused_at_once(world: World, address: str) -> None:
    page = world.browsers["stranger"].send(
        "POST", address, data=parts(10_000), content_type="multipart/form-data; boundary=x"
    )
    assert page.status == 413


@pytest.mark.parametrize("megabytes", [2, 11])
def test_a_field_of_many_megabytes_is_refused_in_plain_words(world: World, megabytes: int) -> None:
    page = world.browsers["stranger"].send("POST", "/signin", data={"email": "a" * (megabytes * 1024 * 1024)})
    assert page.status == 413
    assert page.h1 == "That is too large"


def test_a_fault_is_seen_by_these_tests_and_says_nothing_of_its_cause(app: Flask) -> None:
    with application(dict(app.config), app.extensions["gateways"]) as site:

        def broken() -> str:
            raise RuntimeError("SELECT secret FROM people")

        site.add_url_rule("/broken", "broken", allow(everyone)(broken))
        site.add_url_rule(
            "/talkative", "talkative", allow(everyone)(lambda: ("Traceback: SELECT a FROM b", 400))
        )
        page = Browser(site).get("/broken")
        assert list(faults_of(page)) == ["/broken: 500"]
        assert page.h1 == "Something went wrong"
        assert len(list(faults_of(Browser(site).send("GET", "/talkative", check=False)))) == 1


def test_a_number_in_an_address_that_no_record_has_leads_nowhere(world: World) -> None:
    numbered = [line for line in once_each(TABLE) if "<int" in line.rule]
    assert len(numbered) > 10
    for line in numbered:
        names, browser = re.findall(r"<(?:[^<>]+:)?(\w+)>", line.rule), world.browsers[line.best]
        for number in ("99999999999999999999999", "4294967295", "9" * 5000, "١٢"):
            whole = dict.fromkeys(re.findall(r"<int[^<>]*:(\w+)>", line.rule), number)
            arguments = {**dict.fromkeys(names, "1"), **world.arguments(line.record, line.best), **whole}
            data = {"csrf_token": browser.csrf_token()} if line.method == "POST" else None
            page = browser.send(line.method, line.address(arguments), data=data, check=False)
            assert page.status == 404, f"{line}: {number[:30]}"
