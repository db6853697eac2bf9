"""The guest list and the sheet say what she was shown on the form, and no more than she allowed."""

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.people.listed_name import ASK
from chapter.shifts.models import Signup
from tests import factories
from tests.browser import Browser, Page
from tests.factories import a_booking, an_event
from tests.shifts.shifts import a_shift, an_opportunity, takes

WRONG = ("王秀英", "Lovelace,", "García Márquez")


def book(client: Browser, **typed: object) -> Page:
    """Somebody books, and wants to be shown."""
    page = client.get(f"/events/{an_event().slug}")
    filled = {"email": "ada@example.test", "show_me": True, **typed}
    return page.form("/rsvp").fill(**filled).press()


def shown_on(page: Page) -> str:
    """What the form says will stand on the list."""
    found = page.soup.select_one("[data-known]:not([hidden]) strong")
    assert found is not None
    return found.get_text()


@pytest.mark.parametrize("name", WRONG)
def test_a_name_that_nobody_can_take_apart_is_asked_about(app: Flask, client: Browser, name: str) -> None:
    page = book(client, name=name)
    assert page.status == 422
    assert page.errors["shown_as"] == ASK
    assert page.form("/rsvp").values["name"] == name
    page = page.form("/rsvp").fill(shown_as="Xiuying").press()
    assert "On the guest list Xiuying" in page.main
    assert db.session.scalars(select(Rsvp.shown_as)).one() == "Xiuying"


@pytest.mark.parametrize("name", WRONG)
def test_nobody_is_asked_who_does_not_want_to_be_shown(app: Flask, client: Browser, name: str) -> None:
    assert book(client, name=name, show_me=False).status == 200


def test_a_form_that_comes_back_says_what_will_stand_there(app: Flask, client: Browser) -> None:
    page = book(client, name="Lovelace, Dr. Ada", email="no")
    assert page.status == 422
    assert shown_on(page) == "Ada"


def test_who_signed_in_stands_there_as_she_wants_to_be_called(app: Flask, client: Browser) -> None:
    person = factories.a_person("王秀英", called="Xiuying")
    factories.sign_in(client, account=factories.an_account(person=person))
    event = an_event()
    page = client.get(f"/events/{event.slug}")
    assert shown_on(page) == "Xiuying"
    page.form("/rsvp").fill(show_me=True).press()
    client.put_into_cookie()
    assert "Xiuying" in Browser(app).get(f"/events/{event.slug}").main


def test_the_page_of_an_event_never_shows_more_than_a_first_name(app: Flask, client: Browser) -> None:
    event = an_event()
    for number, name in enumerate((*WRONG, "Lovelace, Ada", "Dr. Bea Stone")):
        a_booking(event, name=name, email=f"b{number}@example.test", show_me=True)
    text = client.get(f"/events/{event.slug}").text
    assert "Ada, Bea, and three more" in text
    for part in ("王", "Lovelace", "García", "Dr.", "Stone"):
        assert part not in text


def test_the_sheet_of_a_shift_does_neither(app: Flask, client: Browser) -> None:
    whole = an_opportunity()
    shift = a_shift(whole, of=9)
    for name in (*WRONG, "Lovelace, Ada"):
        takes(shift, factories.a_person(name), show_me=True)
    text = client.get(f"/volunteer/{whole.slug}").text
    assert "With a guest, a guest, a guest and Ada." in text
    for part in ("王", "Lovelace", "García"):
        assert part not in text


def test_a_shift_asks_too_and_says_what_will_stand_there(app: Flask, client: Browser) -> None:
    whole = an_opportunity()
    shift = a_shift(whole)
    form = client.get(f"/volunteer/{whole.slug}/{shift.public_id}").form()
    page = form.fill(name="王秀英", email="xy@example.test", show_me=True).press()
    assert page.errors["shown_as"] == ASK
    page.form().fill(shown_as="Xiuying").press()
    assert db.session.scalars(select(Signup.shown_as)).one() == "Xiuying"
