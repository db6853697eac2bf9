"""The number of SQL statements of a page does not grow with what it shows."""

from collections import Counter
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from chapter import create_app, db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.mail.models import Mail
from chapter.web.access import allow, everyone
from tests import factories
from tests.access_table import PAGES, Line, once_each
from tests.browser import Browser
from tests.factories import TODAY
from tests.seed import giving, members, office, profiles
from tests.seed.chapter import World
from tests.statement_count import counted

FEW, MORE = 2, 5
"""Rows of each kind that are added before a page is opened the first and the second time. Both are enough
for every relation to have several, and few enough that no list is cut into pages."""


def grow(world: World, by: int) -> None:
    """``by`` more of everything that a page may list."""
    with db.writing():
        evening = db.session.scalars(select(Event).where(Event.slug == "evening-a")).one()
        evening.capacity = (evening.capacity or 0) + by * 2
        for number in range(by):
            factories.an_event(seats=2)
            past = factories.an_event(starts_at=TODAY - timedelta(days=number + 2))
            factories.a_draft()
            _booked(past, number)
            _booked(evening, number)
            factories.a_lead(evening, factories.a_person())
            factories.an_account("comms", "member")
        members.grow(by)
        for kind in ("member", "director"):
            profiles.grow(by, world.account(kind).person)
        director = world.account("director").person
        office.grow(by, world.account("volunteers").person, director)
        members.grow_around(world.records["a member"]["public_id"], by)
    giving.grow(by)
    _failed_mails()
    for _ in range(by):
        factories.sign_in(Browser(world.app), account=world.account("director"))


def _booked(event: Event, number: int) -> None:
    for size in (1, 4):
        moment = min(TODAY, event.starts_at) - timedelta(hours=1)
        factories.a_booking(event, of=size, now=moment, show_me=True, dietary=f"no nuts {number}")


def _failed_mails() -> None:
    with db.writing():
        for number, mail in enumerate(db.session.scalars(select(Mail))):
            if number % 3 == 0:
                mail.failed_at, mail.failure = TODAY, "550 no such user"


def statements_of(world: World, lines: list[Line]) -> dict[str, list[str]]:
    """The statements of each page, opened by whoever sees most."""
    found = {}
    for line in lines:
        kind = line.best
        world.app.extensions["page_cache"].clear()
        with counted() as statements:
            page = world.browsers[kind].send(
                "GET", line.address(world.arguments(line.record, kind)), check=False
            )
        assert page.status < 400, f"{line}: {page.status}"
        found[str(line)] = statements
    return found


def _more(before: list[str], after: list[str]) -> list[str]:
    return [statement[:300] for statement in (Counter(after) - Counter(before)).elements()]


def test_no_page_asks_more_often_when_there_is_more_to_show(world: World) -> None:
    pages = once_each(PAGES)
    grow(world, FEW)
    before = statements_of(world, pages)
    grow(world, MORE - FEW)
    after = statements_of(world, pages)
    grown = [
        f"{page}: {len(before[page])} statements, then {len(after[page])}: {_more(before[page], after[page])}"
        for page in before
        if len(after[page]) > len(before[page])
    ]
    assert "\n".join(grown) == ""


def test_a_page_that_asks_for_every_row_is_seen(app: Flask, world: World) -> None:
    site = create_app(dict(app.config), app.extensions["gateways"])

    def careless() -> str:
        names = [rsvp.person.name for rsvp in db.session.scalars(select(Rsvp))]
        return f"{len(names)}"

    site.add_url_rule("/careless", "careless", allow(everyone)(careless))
    counts = []
    for by in (FEW, MORE):
        grow(world, by)
        with site.app_context(), counted() as statements:
            Browser(site).send("GET", "/careless", check=False)
        counts.append(len(statements))
    assert counts[1] > counts[0]
    with site.app_context():
        db.database.engine.dispose()


def test_what_machines_ask_every_second_asks_the_database_nothing(client: Browser) -> None:
    with counted() as statements:
        client.get("/healthz")
    assert statements == []
