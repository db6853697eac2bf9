"""Guests for whom nobody is found: what they read, and those who can act."""

import pytest
from sqlalchemy import select

from chapter import db
from chapter.hello.models.companions import Companion
from chapter.hello.rules import companions
from chapter.mail.models import Mail
from tests.browser import Browser
from tests.checkin.checkins import came_in, take
from tests.conftest import MovableClock
from tests.events_office.changes import MINUTE
from tests.factories import TODAY, a_lead, an_event, sign_in
from tests.hello.evenings import DAY, HOUR, a_greeter, asked, says_yes, supper, sweep, wants

pytestmark = pytest.mark.usefixtures("app")


def test_when_nobody_is_left_the_guest_is_told_where_to_go_and_not_that_somebody_is_asked() -> None:
    event = supper(3 * DAY)
    a_greeter(event)
    guest = wants(event)
    one = says_yes(guest)
    with db.writing():
        companions.decline(one, now=TODAY + HOUR)
    mail = db.session.scalars(select(Mail).where(Mail.kind == "hello.without")).one()
    assert "go to the badge desk" in mail.text
    assert "asked someone else" not in mail.text


def today(client: Browser) -> str:
    return client.get("/office/").main


def test_today_tells_those_who_can_act_when_a_guest_has_nobody_and_time_is_short(
    client: Browser, clock: MovableClock
) -> None:
    event = supper(5 * DAY)
    sign_in(client, "director")
    wants(event, name="Priya Raghunathan", now=TODAY)
    words = "One guest of Supper needs a greeter"
    assert words not in today(client)
    clock.at(TODAY + HOUR)
    assert words in today(client)
    halina = a_greeter(event)
    sweep(TODAY + HOUR)
    assert asked() == [halina.email]
    assert words not in today(client)
    clock.at(event.starts_at - 11 * HOUR)
    assert words in today(client)
    with db.writing():
        companions.accept(db.session.scalars(select(Companion)).one(), now=TODAY + HOUR)
    assert words not in today(client)


def test_today_says_nothing_of_guests_who_are_in_or_of_what_is_off_or_another_leads(
    client: Browser, clock: MovableClock
) -> None:
    event, off = supper(2 * HOUR), an_event("Off", starts_at=TODAY + 2 * HOUR)
    first, _ = wants(event, now=TODAY - DAY), wants(off, now=TODAY - DAY)
    with db.writing():
        off.cancelled_at = TODAY
    other = an_event("Other", starts_at=TODAY + 30 * DAY)
    lead = sign_in(client)
    a_lead(other, lead)
    assert "has nobody" not in today(client)
    a_lead(event, lead)
    page = client.get("/office/")
    assert "One guest of Supper needs a greeter" in page.main
    assert "Off" not in page.all("section h3")
    take(event, came_in(first))
    assert "has nobody" not in today(client)


def test_the_page_says_how_long_there_is_to_answer(client: Browser, clock: MovableClock) -> None:
    event = supper(8 * HOUR)
    a_greeter(event)
    wants(event)
    sign_in(client, "events")
    page = client.get(f"/office/events/{event.slug}/arrivals")
    assert "Each person has 2 hours to answer" in page.main
    assert "a day" not in page.main
    page = page.form("/ask").press()
    assert "One email will be sent in 10 minutes. Each person has 2 hours to answer" in page.text
    clock.at(event.starts_at - 3 * MINUTE)
    page = client.get(f"/office/events/{event.slug}/arrivals")
    assert "we no longer ask by email" in page.main
    assert "Ask for everyone" not in page.main
