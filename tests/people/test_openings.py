"""Who of the office opened her record, and when: noted afterwards, and hers to see."""

from datetime import timedelta

from flask import Flask

from chapter import db
from chapter.people.models.profile import Opening
from chapter.people.rules import openings, persons
from tests import factories
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import TODAY


def opened(person_id: int) -> list[tuple[str, timedelta]]:
    return [(one.by.name, one.at - TODAY) for one in db.session.scalars(openings.of(person_id))]


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
    assert db.session.query(Opening).count() == 0


def test_who_is_not_staff_opens_nothing_and_nothing_is_noted(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "member")
    ana = factories.a_person()
    client.send("GET", f"/office/people/{ana.public_id}")
    assert db.session.query(Opening).count() == 0


def test_erasing_her_forgets_who_opened_her_record(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "director")
    ana = factories.a_person()
    client.get(f"/office/people/{ana.public_id}")
    with db.writing():
        persons.erase(ana, now=TODAY)
    assert opened(ana.id) == []
