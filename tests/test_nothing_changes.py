"""Reading changes nothing, and neither does a press that does not come from our own page.

Incidents 14 and 30; reliability, row 12. Each check has its counter-example: a view that breaks the rule.
"""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import insert, select

from chapter import create_app, db
from chapter.accounts.models import Account
from chapter.giving.models import Drive
from chapter.hours.queries import entries_to_approve
from chapter.mail import placeholders, unsubscribe_links
from chapter.mail.models import Mail, Suppression
from chapter.mail.unsubscribe_links import CHOICES_LINK
from chapter.offline_gifts.rules.batches import Batch
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.people.models import Person
from chapter.people.models.profile import FIELDS
from chapter.shifts.models import Opportunity, Shift, Signup
from chapter.web.access import allow, everyone
from chapter.web.csrf import EXEMPT_ATTRIBUTE
from tests.access_table import PAGES, PRESSES, Line, once_each
from tests.authenticator import Authenticator
from tests.browser import Browser
from tests.databases import contents
from tests.edits import AS_SEEN, EDITS, page_of
from tests.factories import PASSWORD, TODAY, code_at
from tests.media.photos import a_photo
from tests.seed.chapter import KINDS, LATER, NEWCOMER, World
from tests.seed.hours import SLUG

SEEN = frozenset({"sessions.seen_at", "profile_views"})
COUNTED = SEEN | {"attempt_counts"}
"""What web/deferred_writes.py may write after a page has been read, and the limits' counts."""

PAYLOAD = {
    "name": "Eve Elsewhere", "email": "eve@example.test", "party_size": "1", "nonce": "a-nonce-of-hers",
    "arrival": "just_me", "news": "y", "password": "a passphrase nobody knows", "current": PASSWORD,
    "short_name": "Eve’s", "zone": "America/Chicago", "currency": "usd", "role": "comms",
    "why": "because", "guest_days": "365", "next": "/", "title": "Evening", "summary": "In short",
    "starts_wall": "2026-12-10T18:00", "ends_wall": "2026-12-10T20:00", "capacity": "9", "to": "coming",
    "party_limit": "4", "visibility": "public", "subject": "Hello", "text": "Hello", "post": "greeter",
    "adult": "y", "amount": "75", "method": "check", "paid_on": "2026-11-20", "level": "1", "slug": "a-level",
    "price": "75", "period_kind": "rolling", "months": "12", "turns_month": "1", "turns_day": "1",
    "bundle_most": "4", "bundle_kind": "household", "grace_days": "30", "words": "Come to two events",
    "days": "3", "reminder_days": "60, 7", "kind": "line", "offered": "y", "note": "She came",
    "patience": "4", "remind_first": "6", "remind_again": "1", "when_free": "offer", "rest": "keep",
    "goal": "900", "begins": "2026-12-01T08:00", "ends": "2026-12-31T20:00", "least": "5", "most": "2500",
    "fee_percent": "2.2", "fee_fixed": "0.30", "seen": "y", "said": "Thank you", "drive": "1",
    "control": "75",
    "received_on": "2026-11-20", "rows": "75; Halina Wolska", "country": "us", "status": "a public charity",
    "on": "2026-11-20", "hours": "1.5", "year": "2026", "source": "Independent Sector",
    "minimum": "1", "size": "1", "hours_rule": "approval", "signed": "Dana Director",
    "answer": "glad", "sure": "y", "stands": "hidden", "code": code_at(TODAY), "credential": "{}",
    "last": "999999999", "saw": TODAY.isoformat(),
}  # fmt: skip
"""Fields with which every form of ours would do its work, if the press were believed."""

NOW = TODAY.isoformat()
A_MOVE = {
    "moves": f'[{{"nonce": "a-move-of-now", "party": "COMES", "places": [0], "at": "{NOW}"}}]',
    "sent_at": NOW,
}
PERSON = "/office/members/people/<public_id>"


def who_comes_in_now() -> str | None:
    """The code of somebody whose shift has just begun."""
    now = (
        select(Signup.checkin_code)
        .join(Signup.shift)
        .where(Shift.starts_at < TODAY, Signup.came_at.is_(None))
    )
    return db.session.scalar(now)


def a_list_that_was_read() -> str:
    """What names the list of PAYLOAD, once somebody has looked through it."""
    drive = db.session.get_one(Drive, 1)
    listed = Batch([OfflineInput(75_00, "Halina Wolska")], 75_00, "check", date(2026, 11, 20))
    return listed.mark(drive)


ALSO: dict[str, Callable[[Account], dict[str, Any]]] = {
    "/account/passkeys/new": lambda account: {"credential": Authenticator().made_for(account, TODAY)},
    "/office/events/<slug>/staff": lambda _account: {"email": NEWCOMER},
    "/office/people/<public_id>/relations": lambda _account: {"email": NEWCOMER, "kind": "home"},
    "/office/people/<public_id>/tasks": lambda account: {"doer": account.person.public_id},
    "/office/members/levels/<slug>/requirements": lambda _account: {"counter": "events"},
    "/office/members/applications/<public_id>/dues": lambda _account: {"level": "3"},
    "/office/volunteers/code": lambda _account: {"code": who_comes_in_now()},
    "/office/volunteers/new": lambda _account: {"kind": "one_off", "audience": "public"},
    "/office/volunteers/<slug>/edit": lambda _account: {"kind": "one_off", "audience": "public"},
    "/office/volunteers/people/<public_id>": lambda _account: {"kind": "interview"},
    "/office/board/shifts/<public_id>/place": lambda account: {"person": account.person.public_id},
    "/office/board/shifts/<public_id>/invite": lambda account: {"person": account.person.public_id},
    "/office/giving/statements": lambda _account: {"year": "2025", "act": "send"},
    "/office/giving/drives/<slug>/did": lambda _account: {"act": "send"},
    "/office/events/<slug>/message": lambda _account: {"act": "send"},
    "/office/members/welcome/new": lambda _account: {"act": "send"},
    "/office/members/welcome/<int(max=2147483647):number>": lambda _account: {"act": "send"},
    "/office/giving/gifts/<public_id>/thanks": lambda _account: {"seen": ""},
    "/office/giving/offline/batch": lambda _account: {"mark": a_list_that_was_read(), "who-0": "new"},
    "/office/giving/gifts/<public_id>/credit": lambda account: {"email": account.person.email},
    "/office/apart/": lambda account: {"one": account.person.public_id, "other": mia()},
    "/me/hours": lambda _account: {"opportunity": soup()},
    "/me/volunteering": lambda _account: {"available": "sat-morning"},
    "/office/hours/approve": lambda _account: {"chosen": hours_that_wait()},
    "/office/hours/thanks": lambda _account: {"year": "2025", "act": "send"},
    "/office/hours/people/<public_id>": lambda _account: {"opportunity": soup()},
    "/office/mails/<public_id>/again": lambda _account: {"to": "lost@example.test"},
    "/me/says": lambda _account: {"kind": "ask"},
    "/me/privacy": lambda _account: dict.fromkeys(FIELDS, "members"),
    "/me/photo": lambda _account: {"photo": (BytesIO(a_photo()), "me.png")},
    "/door/<key>/party/<public_id>/in": lambda _account: {"place": "0"},
    "/door/t/<key>/party/<public_id>/in": lambda _account: {"place": "0"},
    "/office/events/<slug>/door": lambda _account: {"helper": "Halina", "hours": "2"},
    "/door/<key>/walk-in": lambda _account: {"size": "1"},
    "/door/t/<key>/walk-in": lambda _account: {"size": "1"},
    "/door/<key>/moves": lambda _account: A_MOVE,
    "/door/t/<key>/moves": lambda _account: A_MOVE,
    f"{PERSON}/grant": lambda _account: {"level": "2"},
    "/office/people/<public_id>/leave": lambda _account: {"kind": "deceased"},
}
"""What a form wants otherwise, of whoever sends it."""


BY_ITSELF = {"/me/photo"}
"""What comes with a file has few other fields (web.request_body)."""


def mia() -> str:
    """Whom the director may keep apart from herself."""
    return db.session.scalars(select(Person.public_id).where(Person.email == NEWCOMER)).one()


def hours_that_wait() -> str:
    """What the lead may approve."""
    return entries_to_approve()[0].public_id


def soup() -> str:
    """What the director may log hours for."""
    return db.session.scalars(select(Opportunity.public_id).where(Opportunity.slug == SLUG)).one()


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
    also = ALSO[line.rule](world.account(kind)) if line.rule in ALSO and kind != "stranger" else {}
    moves = {"moves": also["moves"].replace("COMES", arguments["public_id"])} if "moves" in also else {}
    if line.rule in BY_ITSELF:
        return line.address(arguments), also
    return line.address(arguments), {**PAYLOAD, **also, **moves, **as_seen(line, world, kind)}


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
    site = create_app(dict(app.config), app.extensions["gateways"])

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
    with site.app_context():
        db.database.engine.dispose()


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
