"""Reading changes nothing, and neither does a press that does not come from our own page.

Incidents 14 and 30; reliability, row 12. Each check has its counter-example: a view that breaks the rule.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import insert, select

from chapter import db
from chapter.accounts.models import Account
from chapter.mail import placeholders, unsubscribe_links
from chapter.mail.models import Mail, Suppression
from chapter.mail.unsubscribe_links import CHOICES_LINK
from chapter.web.access import allow, everyone
from chapter.web.csrf import EXEMPT_ATTRIBUTE
from tests.access_table import PAGES, PRESSES, Line, once_each
from tests.applications import application
from tests.browser import Browser
from tests.databases import contents
from tests.edits import AS_SEEN, page_of
from tests.factories import TODAY
from tests.feature import Fields
from tests.features import ALONE, EDITS, FIELDS, PAYLOADS
from tests.seed.chapter import KINDS, LATER, World

SEEN = frozenset({"sessions.seen_at", "profile_views"})
COUNTED = SEEN | {"attempt_counts"}
"""What web/deferred_writes.py may write after a page has been read, and the limits' counts."""


def kept(app: Flask) -> dict[str, list[tuple[str, ...]]]:
    db.session.rollback()
    return contents(db.database.engine, but=SEEN)


def changed(app: Flask, before: dict[str, list[tuple[str, ...]]], but: frozenset[str] = SEEN) -> list[str]:
    """The tables that hold something else than ``before``."""
    after = kept(app)
    return [table for table in after if after[table] != before[table] and table not in but]


def test_no_page_changes_anything_by_being_read(app: Flask, world: World) -> None:
    app.extensions["gateways"].clock.at(LATER)
    before = kept(app)
    for line in PAGES:
        for kind in {"stranger", "lead", line.best}:
            address = line.address(world.arguments(line.record, kind))
            world.browsers[kind].send("GET", address, check=False)
            world.browsers[kind].head(address)
    assert changed(app, before, COUNTED) == []


def test_who_was_here_is_noted_after_reading_and_nothing_else(app: Flask, world: World) -> None:
    app.extensions["gateways"].clock.at(LATER)
    before = contents(db.database.engine)
    world.browsers["director"].get("/account")
    after = contents(db.database.engine)
    assert {table for table in before if before[table] != after[table]} == {"sessions"}


def test_a_mailed_link_that_a_scanner_follows_three_times_changes_nothing(app: Flask, world: World) -> None:
    mailed = [tuple(place) for mail in db.session.scalars(select(Mail)) for place in mail.places.values()]
    with app.test_request_context():
        addresses = {placeholders.link(name, number) for name, number in mailed if name != CHOICES_LINK}
        addresses |= {unsubscribe_links.choices_url(mail) for mail in db.session.scalars(select(Mail))}
    assert {"/cant-come", "/how-was-it"} <= {address[address.rindex("/") :] for address in addresses}
    assert len(addresses) >= 10
    before = kept(app)
    scanner = Browser(app, "203.0.113.9")
    for address in sorted(addresses) * 3:
        assert scanner.get(address).status == 200
        scanner.head(address)
    assert changed(app, before) == []


def written(line: Line, world: World, kind: str) -> tuple[str, dict[str, Any]]:
    """The address that ``kind`` posts to, and the fields that are sent."""
    arguments = world.arguments(line.record, kind)
    also = {} if kind == "stranger" else of_its_own(line.rule, world.account(kind))
    moves = {"moves": also["moves"].replace("COMES", arguments["public_id"])} if "moves" in also else {}
    if line.rule in ALONE:
        return line.address(arguments), also
    return line.address(arguments), {**FIELDS, **also, **moves, **as_seen(line, world, kind)}


def of_its_own(rule: str, account: Account) -> Fields:
    """What a form wants otherwise, of whoever sends it."""
    payload = PAYLOADS.get(rule, {})
    return payload(account) if callable(payload) else payload


def as_seen(line: Line, world: World, kind: str) -> dict[str, str]:
    """What the form of an edit showed, as its page says it; nothing for every other press."""
    if line.rule not in EDITS:
        return {}
    page = world.browsers[kind].send("GET", page_of(line.rule, world), check=False)
    seen = page.soup.select_one(f'form:has(button) [name="{AS_SEEN}"]')
    return {AS_SEEN: str(seen["value"])} if seen else {}


def pressed_by(line: Line, world: World, kind: str, token: str | None) -> int:
    """Press a button as ``kind``, with a token or none; the status."""
    return sent(world.browsers[kind], *written(line, world, kind), token)


def sent(browser: Browser, address: str, data: dict[str, Any], token: str | None) -> int:
    """Send what was typed, with a token or none; the status."""
    proof = {} if token is None else {"csrf_token": token}
    return browser.send("POST", address, data={**data, **proof}, check=False).status


PROVED_BY_ITS_LINK = {"/unsubscribe/<token>"}
"""Presses of mail programs, which open no page of ours before (RFC 8058)."""


def test_a_press_without_a_token_of_ours_changes_nothing(app: Flask, world: World) -> None:
    foreign = Browser(app).csrf_token()
    before = kept(app)
    for line in once_each(PRESSES):
        if line.rule in PROVED_BY_ITS_LINK:
            continue
        for kind in {line.best, min(line.may, key=KINDS.index)}:
            for token in (None, "made-up", foreign):
                status = pressed_by(line, world, kind, token)
                assert status in {303, 400, 404, 422}, f"{line} by {kind} with the token {token!r}: {status}"
        assert changed(app, before) == [], f"{line} believed a press that did not come from our page"


OF_ONE_BROWSER = {"/give/thanks"}
"""Presses that do their work in the one browser that began a payment: tests/giving/test_landing.py."""
WORKING = [line for line in once_each(PRESSES) if line.rule not in OF_ONE_BROWSER]


@pytest.mark.parametrize("line", WORKING, ids=str)
def test_the_same_press_with_its_token_does_its_work(app: Flask, world: World, line: Line) -> None:
    before = kept(app)
    pressed_by(line, world, line.best, world.browsers[line.best].csrf_token())
    assert changed(app, before) != [], "the payload no longer fits the form, so it proves nothing above"


@pytest.fixture
def careless(app: Flask) -> Iterator[Browser]:
    """A site whose views write by ways of their own, past every guard."""
    with application(dict(app.config), app.extensions["gateways"]) as site:

        def write() -> ResponseReturnValue:
            with db.database.engine.begin() as connection:
                connection.execute(insert(Suppression).values(address_hash="x", why="", at=TODAY))
            return "written", {"Content-Type": "text/plain"}

        def honest() -> ResponseReturnValue:
            with db.writing():
                db.session.add(Suppression(address_hash="x", why="", at=TODAY))
            return "written", {"Content-Type": "text/plain"}

        site.add_url_rule("/careless", "careless", allow(everyone)(write), methods=["GET", "POST"])
        site.add_url_rule("/honest", "honest", allow(everyone)(honest), methods=["GET", "POST"])
        yield Browser(site)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_comparison_sees_a_view_that_writes_past_the_guards(
    app: Flask, careless: Browser, method: str
) -> None:
    before = kept(app)
    careless.send(method, "/careless", check=False)
    assert changed(app, before) != []


def test_a_page_that_writes_is_refused_by_writing_itself(app: Flask, careless: Browser) -> None:
    before = kept(app)
    assert careless.send("GET", "/honest", check=False).status == 500
    assert careless.send("POST", "/honest", check=False).status == 400
    assert changed(app, before) == []
    assert careless.post("/honest").body == b"written"


def test_every_press_needs_our_token_but_those_that_come_from_elsewhere(app: Flask) -> None:
    """Stripe signs what it sends: tests/payments/test_stripe_at_the_door.py. A mail program holds the link of
    one mail, which says no for its reader: tests/mail/test_unsubscribing.py."""
    exempt = {
        name for name, view in current_app.view_functions.items() if getattr(view, EXEMPT_ATTRIBUTE, False)
    }
    assert exempt == {"payments.webhook", "mail.choose"}
