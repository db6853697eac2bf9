"""Who works at one event and holds no role: what she sees without a second factor, and what asks for one."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from chapter.accounts.models import Account
from chapter.events.models import Event
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_lead, an_account, an_event

NEEDS = ("kein Gluten", "a ramp, please")


@pytest.fixture
def evening() -> Event:
    event = an_event("The Long Table", seats=9, slug="long-table")
    a_booking(event, name="Bea Olszewska", arrival="meet_me", dietary=NEEDS[0], access_needs=NEEDS[1])
    return event


def works(client: Browser, event: Event, post: str, *, secured: bool = False) -> Account:
    account = an_account("member", secured=secured)
    a_lead(event, account.person, post)
    factories.sign_in(client, account=account)
    return account


CLOSED = (
    "bookings.csv", "badges-sheet.pdf", "message", "edit", "staff", "door", "history", "opinions", "cancel",
    "bookings/new", "arrivals",
)  # fmt: skip


@pytest.mark.parametrize("page", CLOSED)
def test_a_member_made_lead_is_asked_for_a_second_factor(client: Browser, evening: Event, page: str) -> None:
    works(client, evening, "lead")
    address = f"/office/events/{evening.slug}/{page}"
    assert client.get(address, follow=False).location == f"/account/secure?next={address}"
    pressed = client.post(address, subject="Hello", text="Hello", follow=False)
    assert (pressed.status, pressed.location) in {(302, "/account/secure"), (405, "")}


@pytest.mark.parametrize("post", ["lead", "greeter"])
def test_without_one_she_sees_names_and_wishes_and_no_needs(
    client: Browser, evening: Event, post: str
) -> None:
    works(client, evening, post)
    for address in ("", "?needs=y", "/bookings/print"):
        page = client.get(f"/office/events/{evening.slug}{address}")
        assert "Bea Olszewska" in page.main
        assert "Meet me at the door" in page.main or "meet" in page.main.casefold()
        assert [words for words in NEEDS if words in page.html] == []
        assert page.links()["Set it up"].startswith("/account/secure?next=/office/events/long-table")


def test_who_needs_something_cannot_be_found_out_by_the_filter(client: Browser, evening: Event) -> None:
    a_booking(evening, name="Cora Without")
    works(client, evening, "greeter")
    page = client.get(f"/office/events/{evening.slug}?needs=y")
    assert ("Bea Olszewska" in page.main, "Cora Without" in page.main) == (True, True)


@pytest.mark.parametrize("post", ["lead", "greeter"])
def test_with_one_she_sees_what_guests_need(client: Browser, evening: Event, post: str) -> None:
    works(client, evening, post, secured=True)
    for address in ("", "/bookings/print"):
        page = client.get(f"/office/events/{evening.slug}{address}")
        assert [words for words in NEEDS if words not in page.main] == []


def test_who_sets_one_up_is_led_to_the_page_that_she_wanted(client: Browser, evening: Event) -> None:
    works(client, evening, "lead")
    wanted = f"/office/events/{evening.slug}/message?to=waiting"
    page = client.get(wanted)
    assert "Set up two-step verification" in page.h1
    begun = page.form("/account/codes").press()
    secret = begun.all(".secret-key")[0].replace(" ", "")
    shown = begun.form("/prove").fill(code=pyotp.TOTP(secret).at(TODAY)).press()
    assert shown.follow("I saved them").url == wanted


def test_in_the_demo_a_lead_needs_none(
    app: Flask, client: Browser, evening: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "STAFF_NEED_SECOND_FACTOR", False)
    works(client, evening, "lead")
    assert NEEDS[0] in client.get(f"/office/events/{evening.slug}").main
    assert client.get(f"/office/events/{evening.slug}/message").status == 200


def test_the_door_says_what_guests_need_while_it_is_open_and_not_a_week_before(
    client: Browser, another: Browser, evening: Event
) -> None:
    tonight = an_event("Tonight", seats=9, slug="tonight", starts_at=TODAY)
    booked = a_booking(tonight, name="Bea Olszewska", access_needs=NEEDS[1])
    early = a_booking(evening, name="Cora Early", access_needs=NEEDS[1])
    greeter = works(client, evening, "greeter")
    a_lead(tonight, greeter.person, "greeter")
    a_week_ahead = client.get(f"/door/{evening.slug}/list.json").json
    assert {one["needs"] for one in a_week_ahead["parties"]} == {""}
    assert NEEDS[1] not in client.get(f"/door/{evening.slug}/party/{early.public_id}").html
    open_now = client.get(f"/door/{tonight.slug}/list.json").json
    assert [one["needs"] for one in open_now["parties"]] == [NEEDS[1]]
    assert NEEDS[1] in client.get(f"/door/{tonight.slug}/party/{booked.public_id}").main
    works(another, evening, "greeter", secured=True)
    assert NEEDS[1] in {
        one["needs"] for one in another.get(f"/door/{evening.slug}/list.json").json["parties"]
    }


def test_a_phone_asks_for_the_list_again_when_the_door_opens(client: Browser, clock: MovableClock) -> None:
    event = an_event("Later today", seats=9, slug="later", starts_at=TODAY + timedelta(hours=13))
    a_booking(event, access_needs=NEEDS[1])
    works(client, event, "greeter")
    kept = client.get("/door/later/list.json").json["version"]
    assert client.get("/door/later/live.json").json["version"] == kept
    clock.forward(hours=2)
    assert client.get("/door/later/live.json").json["version"] != kept
