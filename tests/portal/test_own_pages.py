"""Her first screen, her calendar, her mails, everything as a file, and leaving for good."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account, DeletionRequest
from chapter.accounts.rules import deletion_requests
from chapter.audit import Values
from chapter.bookings.models import Rsvp
from chapter.mail.models import Consent, Mail
from chapter.people.models import Person
from chapter.privacy import tasks
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.databases import contents
from tests.factories import TODAY, a_booking, an_event
from tests.people import profiles


@pytest.fixture
def account(client: Browser) -> Account:
    person = factories.a_person("Kanaria Zwölf", "kanaria@example.test")
    account = factories.an_account("member", person=person)
    factories.sign_in(client, account=account)
    return account


def test_her_first_screen_says_what_is_next_and_what_waits(client: Browser, account: Account) -> None:
    event = an_event(title="The Long Table")
    a_booking(event, person=account.person, of=2)
    page = client.get("/me/")
    assert "The Long Table is next." in page.text
    assert "Party of 2" in page.text


def test_who_has_nothing_ahead_is_led_to_what_is_on(client: Browser, account: Account) -> None:
    page = client.get("/me/")
    assert "No bookings yet" in page.text
    assert "Nothing needs your answer." in page.text


def test_her_calendar_is_read_by_its_address_until_it_is_replaced(client: Browser, account: Account) -> None:
    event = an_event(title="The Long Table")
    a_booking(event, person=account.person)
    a_booking(event, name="Somebody Else")
    first = str(client.post("/me/calendar").soup.select("#feed")[0]["value"])
    path = first.removeprefix("https://chapter.test")
    stranger = Browser(client.app)
    feed = stranger.send("GET", path, check=False)
    assert feed.html.count("BEGIN:VEVENT") == 1
    assert "The Long Table" in feed.html
    client.post("/me/calendar")
    assert stranger.send("GET", path, check=False).status == 404
    client.post("/me/calendar/end")
    assert "Get an address" in client.get("/me/bookings").text


def test_yes_and_no_to_a_kind_of_mail_are_rows_that_stay(client: Browser, account: Account) -> None:
    client.post("/me/mails/news", given="yes")
    client.post("/me/mails/news", given="no")
    said = [row.given for row in db.session.scalars(select(Consent).order_by(Consent.id))]
    assert said == [True, False]
    assert client.get("/me/mails").text.count("Friends Doing Good Things: ") == 2


def test_everything_of_hers_is_in_the_file_and_nothing_of_anothers(client: Browser, account: Account) -> None:
    profiles.tells(account.person, {}, skills=["kanaria-skill"], asks=["kanaria-ask"], about="kanaria-about")
    a_booking(an_event(), person=account.person, dietary="kanaria-nuts")
    twin = factories.a_person("Twin Sister", "kanaria@example.test")
    a_booking(an_event(), person=twin, name="Twin Sister", email="kanaria@example.test", dietary="twin-nuts")
    raw = client.send("GET", "/me/data/everything.zip", check=False).body
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        data, page = json.loads(file.read("data.json")), file.read("read-me.html").decode()
    for words in ("kanaria-skill", "kanaria-ask", "kanaria-about", "kanaria-nuts", "Kanaria Zwölf"):
        assert words in json.dumps(data, ensure_ascii=False)
        assert words in page
    assert ", 2026, noon" in page, "days and times are in words, on the chapter’s clock"
    assert "twin" not in (json.dumps(data) + page).casefold()
    assert not {"password_hash", "checkin_code", "token_hash", "encrypted_secret"} & {
        column for rows in data.values() for row in rows for column in row
    }


def leave(client: Browser, account: Account) -> str:
    """She asks, and gets the mail; its address."""
    client.post("/me/leave")
    assert db.session.scalars(select(Mail).where(Mail.kind == "people.farewell")).one().to_address
    asked = db.session.scalars(select(DeletionRequest).where(DeletionRequest.withdrawn_at.is_(None))).one()
    return f"/me/leave/{asked.token}"


def test_asking_alone_erases_nothing(client: Browser, account: Account, clock: MovableClock) -> None:
    leave(client, account)
    clock.at(TODAY + timedelta(days=30))
    assert tasks.erase_requested(clock.now()) == 0
    assert db.session.get_one(Person, account.person_id).erased_at is None


def test_a_week_after_she_confirmed_nothing_names_her_and_the_books_stay(
    client: Browser, account: Account, clock: MovableClock
) -> None:
    event = an_event(seats=1, starts_at=TODAY + timedelta(days=60))
    hers = a_booking(event, person=account.person, name="Kanaria Zwölf", email="kanaria@example.test")
    next_in_line = a_booking(event)
    profiles.tells(account.person, {"name": "members"}, skills=["kanaria"], about="kanaria")
    client.get(leave(client, account)).form("/me/leave/").press()
    clock.at(TODAY + timedelta(days=6, hours=23))
    assert tasks.erase_requested(clock.now()) == 0
    clock.at(TODAY + timedelta(days=7))
    assert tasks.erase_requested(clock.now()) == 1
    db.session.rollback()
    assert "kanaria" not in str(contents(db.database.engine)).casefold()
    assert db.session.get_one(Rsvp, hers.id).erased_at is not None
    assert db.session.get_one(Rsvp, next_in_line.id).going
    assert client.send("GET", "/me/", check=False).status == 302
    assert tasks.erase_requested(clock.now()) == 0
    assert db.session.scalars(select(Values)).all() is not None


def test_within_the_week_she_stays_by_her_page_or_by_the_link(
    client: Browser, account: Account, clock: MovableClock
) -> None:
    address = leave(client, account)
    client.get(address).form("/me/leave/").press()
    assert "You asked us to erase your data" in client.get("/me/").text
    client.post("/me/stay")
    clock.at(TODAY + timedelta(days=8))
    assert tasks.erase_requested(clock.now()) == 0
    assert "You’re staying" in Browser(client.app).get(address).text


def test_the_mailed_link_is_too_old_after_a_week(
    client: Browser, account: Account, clock: MovableClock
) -> None:
    form = client.get(leave(client, account)).form("/me/leave/")
    clock.at(TODAY + timedelta(days=7))
    page = form.press()
    assert page.status == 422
    assert "no longer works" in page.text


def test_who_holds_a_role_hands_it_over_first(client: Browser) -> None:
    factories.sign_in(client, "treasurer")
    page = client.post("/me/leave")
    assert page.status == 422
    assert deletion_requests.HAND_OVER in page.text


def test_who_is_not_she_any_more_is_asked_first(
    client: Browser, account: Account, clock: MovableClock
) -> None:
    clock.at(TODAY + timedelta(hours=1))
    for method, address in (("GET", "/me/data/everything.zip"), ("POST", "/me/leave")):
        data = {"csrf_token": client.csrf_token()} if method == "POST" else None
        page = client.send(method, address, data=data, check=False)
        if method == "GET":
            assert page.location.startswith("/account/again")
        else:
            assert (page.status, page.h1) == (200, "Confirm it’s you")
            assert page.has_form("/account/again")
    assert "You asked us to erase your data" not in client.get("/me/").text
