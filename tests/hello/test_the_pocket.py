"""The page for her pocket: what it says, and a promise that is kept once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.hello.models.hellos import Promise
from tests.browser import Browser
from tests.factories import GUEST, TODAY, a_booking, an_event

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def rsvp() -> Rsvp:
    return a_booking(an_event(), looking_for="a venue with a kitchen.")


def promised() -> list[str]:
    return list(db.session.scalars(select(Promise.words).order_by(Promise.id)))


def send(client: Browser, rsvp: Rsvp, words: str, nonce: str = "a" * 32, token: str = "") -> tuple[int, bool]:
    """As her phone does; the status, and whether it is kept."""
    data = {"words": words, "nonce": nonce, "csrf_token": token or client.csrf_token()}
    page = client.send(
        "POST", f"/rsvp/{rsvp.token}/pocket/promise", data=data, headers={"Accept": "application/json"}
    )
    return page.status, page.json["kept"]


def test_it_holds_three_openers_a_way_to_leave_and_a_form(client: Browser, rsvp: Rsvp) -> None:
    page = client.get(f"/rsvp/{rsvp.token}/pocket")
    assert len(page.all("main ol li")) == 3
    assert "a venue with a kitchen." in page.text
    assert "A kind way to leave" in page.text
    assert promised() == []


def test_without_javascript_it_is_a_plain_form(client: Browser, rsvp: Rsvp) -> None:
    page = f"/rsvp/{rsvp.token}/pocket"
    done = client.post(f"{page}/promise", words="  Send Bea   the recipe ", nonce="a" * 32)
    assert "Send Bea the recipe" in done.all("[data-pocket-notes] li")
    client.post(f"{page}/promise", words="Send Bea the recipe", nonce="a" * 32)
    assert promised() == ["Send Bea the recipe"]
    empty = client.post(f"{page}/promise", words=" ", nonce="b" * 32)
    assert (empty.status, empty.errors["words"]) == (422, "Enter what you promised.")


def test_the_phone_sends_a_note_twice_and_it_is_kept_once(client: Browser, rsvp: Rsvp) -> None:
    assert [send(client, rsvp, "Call Iga") for _ in range(2)] == [(200, True), (200, True)]
    assert promised() == ["Call Iga"]


def test_an_old_token_is_answered_with_a_new_one(client: Browser, rsvp: Rsvp) -> None:
    assert send(client, rsvp, "Call Iga", token="old") == (422, False)
    assert promised() == []


def test_who_gave_her_seat_back_has_no_pocket(client: Browser, rsvp: Rsvp) -> None:
    with db.writing():
        bookings.cancel(rsvp, by=GUEST, now=TODAY)
    page = client.get(f"/rsvp/{rsvp.token}/pocket")
    assert "for guests with a seat" in page.text
    assert page.all("[data-pocket-notes]") == []
    assert send(client, rsvp, "Call Iga") == (422, False)


def test_a_week_after_the_event_the_page_is_empty_but_still_takes_what_waited(client: Browser) -> None:
    rsvp = a_booking(an_event(starts_at=TODAY + timedelta(minutes=1)))
    with db.writing():
        event = db.lock(rsvp.event)
        event.starts_at, event.ends_at = TODAY - timedelta(days=9), TODAY - timedelta(days=8)
    page = client.get(f"/rsvp/{rsvp.token}/pocket")
    assert "until a week after the event" in page.text
    assert page.all("main ol li") == []
    assert len(page.all("[data-pocket][data-over]")) == 1
    assert send(client, rsvp, "Call Iga") == (200, True)


def test_only_this_page_may_start_a_worker_and_nobody_else_keeps_it(app: Flask, rsvp: Rsvp) -> None:
    answer = app.test_client().get(f"/rsvp/{rsvp.token}/pocket")
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "worker-src" not in app.test_client().get(f"/rsvp/{rsvp.token}").headers["Content-Security-Policy"]
    script = app.test_client().get("/rsvp/pocket.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
