"""Who of the office opened her record, and when: noted afterwards, and hers to see."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from chapter import db
from chapter.mail.models import Mail
from chapter.office.views.office import mails
from chapter.people import queries
from chapter.people.models import Person
from chapter.people.models.profile import ProfileView
from chapter.staffing.views.office import clearances
from tests import factories
from tests.access_table import TABLE, Line
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY
from tests.privacy.erasing import erase_people
from tests.seed.chapter import World


def opened(person_id: int) -> list[tuple[str, timedelta]]:
    return [(one.by.name, one.at - TODAY) for one in db.session.scalars(queries.profile_views_of(person_id))]


def test_she_sees_who_opened_her_record_and_when(
    app: Flask, client: Browser, another: Browser, clock: MovableClock
) -> None:
    ana, dana = factories.sign_in(client, "member"), factories.sign_in(another, "director")
    dana_name = dana.name
    assert "Nobody has opened it yet" in client.get("/me/seen").main
    for minutes in (0, 5, 30):
        clock.at(TODAY + timedelta(minutes=minutes))
        another.get(f"/office/people/{ana.public_id}")
    assert opened(ana.id) == [(dana_name, timedelta(minutes=30)), (dana_name, timedelta(0))]
    assert client.get("/me/seen").all("tbody th") == [dana_name, dana_name]


def test_her_own_eyes_are_not_noted_and_neither_is_a_page_that_is_not_there(
    app: Flask, client: Browser
) -> None:
    dana = factories.sign_in(client, "director")
    client.get(f"/office/people/{dana.public_id}")
    client.send("GET", f"/office/people/{'a' * 16}")
    assert db.session.query(ProfileView).count() == 0


def test_who_is_not_staff_opens_nothing_and_nothing_is_noted(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "member")
    ana = factories.a_person()
    client.send("GET", f"/office/people/{ana.public_id}")
    assert db.session.query(ProfileView).count() == 0


def test_erasing_her_forgets_who_opened_her_record(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "director")
    ana = factories.a_person()
    client.get(f"/office/people/{ana.public_id}")
    with db.writing():
        erase_people(ana)
    assert opened(ana.id) == []


OF_MANY = {
    "/office/giving/drives/": "a drive",
    "/office/giving/statements/": "the list of a year",
    "/office/giving/ledger-": "a month of the books",
    "/office/members/levels/": "a level",
    "/office/members/welcome/": "a letter to all",
    "/office/tellings/": "what goes to many",
    "/office/volunteers/<slug>": "an opportunity",
    "/office/volunteers/shifts/": "a shift, and the list of who takes it",
}
"""Pages with a record in their address that is no person's: lists and things."""

OF_ONE = re.compile(r"/office/.*<.*>.*")


def pages_of_one_person() -> dict[str, list[Line]]:
    """Pages of the office that show what is kept of one person, each with its records."""
    found: dict[str, list[Line]] = {}
    for line in TABLE:
        of_event = line.rule.startswith("/office/events/<slug>") and "<public_id>" not in line.rule
        if line.method != "GET" or not OF_ONE.fullmatch(line.rule) or of_event or not line.may:
            continue
        if not line.rule.startswith(tuple(OF_MANY)):
            found.setdefault(line.rule, []).append(line)
    return found


def forgetful(world: World) -> list[str]:
    """The pages that tell nobody that they were opened."""
    with db.writing():
        everybody = select(Person.id).limit(1).scalar_subquery()
        db.session.execute(update(Mail).where(Mail.person_id.is_(None)).values(person_id=everybody))
    return [
        rule for rule, lines in pages_of_one_person().items() if not any(noted(world, one) for one in lines)
    ]


def noted(world: World, line: Line) -> bool:
    with db.writing():
        db.session.execute(delete(ProfileView))
    address = line.address(world.arguments(line.record, line.best))
    assert world.browsers[line.best].get(address).status == 200
    return db.session.query(ProfileView).count() > 0


def test_every_page_of_the_office_that_shows_one_person_says_so_to_her(world: World) -> None:
    assert len(pages_of_one_person()) >= 18
    assert forgetful(world) == []


def test_a_page_that_forgets_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "log_view", lambda person_id: None)
    monkeypatch.setattr(clearances, "log_view", lambda person_id: None)
    assert forgetful(world) == ["/office/mails/<public_id>", "/office/volunteers/people/<public_id>"]


def test_a_form_about_her_that_comes_back_is_an_opening_too(app: Flask, client: Browser) -> None:
    dana, ana = factories.sign_in(client, "volunteers"), factories.a_person()
    page = client.post(f"/office/volunteers/people/{ana.public_id}", kind="nothing")
    assert page.status == 422
    assert opened(ana.id) == [(dana.name, timedelta(0))]
