"""A no that comes when nobody waits any more: no mail that only makes sense before."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.events.models import Event, EventStaff
from chapter.hello.models.companions import Companion
from chapter.hello.rules import companions
from chapter.refusal import Refused
from tests.browser import Browser
from tests.checkin.checkins import came_in, take
from tests.conftest import MovableClock
from tests.events_office.changes import MINUTE, change
from tests.factories import TODAY, an_event
from tests.held_mails import release_held
from tests.hello.evenings import HOUR, a_greeter, asked, says_yes, supper, sweep, wants
from tests.races import writing_at_once

pytestmark = pytest.mark.usefixtures("app")


def arranged(event: Event | None = None) -> tuple[Event, Rsvp, Companion]:
    event = event or supper(3 * HOUR)
    a_greeter(event)
    guest = wants(event)
    return event, guest, says_yes(guest)


def decline(one: Companion, now: datetime) -> None:
    with db.writing():
        companions.decline(one, now=now)


def test_a_guest_who_is_in_is_not_sent_to_the_badge_desk() -> None:
    event, guest, one = arranged()
    in_time = event.starts_at - 10 * MINUTE
    take(event, came_in(guest, at=in_time), now=in_time)
    decline(one, in_time + MINUTE)
    assert not one.live
    assert asked("without") == []


def test_nor_is_she_when_her_greeter_s_post_ends() -> None:
    event, guest, _ = arranged()
    in_time = event.starts_at - 10 * MINUTE
    take(event, came_in(guest, at=in_time), now=in_time)
    with db.writing():
        db.lock(db.session.scalars(select(EventStaff)).one()).ended_at = in_time
    sweep(in_time + MINUTE)
    assert asked("without") == []


@pytest.mark.parametrize("after", [timedelta(), 30 * MINUTE, 7 * HOUR])
def test_once_it_has_begun_a_no_is_refused_on_the_page_too(
    client: Browser, clock: MovableClock, after: timedelta
) -> None:
    event, _, one = arranged()
    with pytest.raises(Refused, match="The event has started"):
        decline(one, event.starts_at + after)
    clock.at(event.starts_at + after)
    page = client.post(f"/meet/{one.token}/decline")
    assert page.status == 422
    assert "The event has started" in page.text
    assert asked("without") == []
    db.session.expire_all()
    assert one.meets


def test_a_no_is_told_once_however_often_it_is_pressed(app: Flask) -> None:
    _, _, one = arranged(an_event(starts_at=TODAY + 9 * HOUR))
    number = one.id

    def press() -> None:
        companions.decline(db.session.get_one(Companion, number), now=TODAY + MINUTE)

    writing_at_once(app, *[press] * 4)
    assert len(asked("without")) == 1


def test_a_change_while_it_lasts_asks_no_greeter_whether_it_suits_her() -> None:
    event, _, _ = arranged()
    change(event, event.starts_at + MINUTE, ends_wall=event.ends_wall + HOUR)
    release_held()
    sweep(event.starts_at + 30 * MINUTE)
    assert asked("moved") == []
