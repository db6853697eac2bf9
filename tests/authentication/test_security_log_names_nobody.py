"""In the security log stands no name, no email, no secret and no address of anybody."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask

from chapter import audit, db
from chapter.security import security_log, throttle
from tests import factories
from tests.authentication.mailed_links import NEW, ask, latest, path_of, press
from tests.authentication.sign_in import give_code, give_password
from tests.authentication.test_security_log import Said, kinds, lines
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, an_event, code_at

ADDRESS = "198.51.100.77"
HERS, GUESTS = "xochitl@example.test", "thuy@example.test"
PERSONAL = (
    "Xóchitl",
    "Villaseñor",
    "xochitl",
    "Thuy",
    "thuy",
    "@",
    "example.test",
    "198.51",
    "her-wrong-words",
    NEW,
)
FIELDS = {
    *("event", "logger", "level", "timestamp", "id", "endpoint", "source"),
    *("by", "account", "record", "reason", "purpose", "limit", "detail"),
}


def an_evening(client: Browser, another: Browser) -> list[str]:
    """What people do in an evening, and what others try; the secrets that were about."""
    client.address = another.address = ADDRESS
    person = factories.a_person("Xóchitl Villaseñor", HERS)
    account = factories.an_account("director", person=person)
    booking = a_booking(an_event(), name="Thuy Nguyen", email=GUESTS)
    give_password(client, account)
    give_code(client, code_at(TODAY))
    another.post("/signin", email=HERS, password="her-wrong-words", follow=False)
    for purpose in ("signin", "reset"):
        ask(another, purpose, HERS)
    press(another, latest("reset"), password=NEW)
    another.get(f"/rsvp/{booking.token}x")
    another.get(f"/rsvp//{booking.token}", follow=False)
    for _ in range(7):
        another.post("/my-data", email=GUESTS, follow=False)
    another.get("/my-data/" + "c" * 43)
    with db.writing():
        audit.record("granted role", person, by=person.actor, now=TODAY, after={"role": "Xóchitl’s own"})
    tokens = [booking.token, *(path_of(latest(purpose)) for purpose in ("signin", "reset"))]
    return [token.rpartition("-")[2] for token in tokens]


def test_no_name_email_secret_or_address_of_anybody_stands_there(
    client: Browser, another: Browser, capsys: Said
) -> None:
    secrets = an_evening(client, another)
    kept = [one for one in capsys.readouterr().out.splitlines() if '"logger": "security"' in one]
    assert len(kept) > 8
    whole = "\n".join(kept)
    assert [personal for personal in (*PERSONAL, *secrets) if personal in whole] == []
    assert {name for one in kept for name in json.loads(one)} <= FIELDS


def test_the_mark_of_a_network_joins_the_lines_of_a_day_and_of_no_other(
    client: Browser, another: Browser, capsys: Said, clock: MovableClock
) -> None:
    another.address = ADDRESS
    for browser in (client, client, another):
        browser.post("/signin", email="nobody@example.test", password="wrong", follow=False)
    clock.forward(days=1)
    client.post("/signin", email="nobody@example.test", password="wrong", follow=False)
    first, second, elsewhere, tomorrow = [one["source"] for one in lines(capsys)]
    assert first == second
    assert len({first, elsewhere, tomorrow}) == 3
    assert re.fullmatch(r"[0-9a-f]{12}", first)


def test_the_sample_s_own_making_is_no_event(app: Flask, capsys: Said) -> None:
    with security_log.muted(), db.writing():
        security_log.log_change("people", "granted role", 1, None, "director")
    assert lines(capsys) == []
    with db.writing():
        security_log.log_change("people", "granted role", 1, None, "director")
    assert kinds(capsys) == ["role_granted"]


def test_a_limit_whose_name_can_t_be_said_is_none() -> None:
    with pytest.raises(security_log.NotAConstantWord):
        throttle.Limit("answer to a passkey's challenge", 1, timedelta(minutes=1))
