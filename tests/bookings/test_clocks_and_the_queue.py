"""Clocks that jump, and the two nights in which they are changed: an offer holds as long as was said."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.bookings import queries as bookings_queries
from chapter.bookings.rules import bookings
from chapter.events.models import OFFER
from chapter.mail.models import Mail
from chapter.schedule import advance_waitlists
from tests.bookings.waitlists import asked, claim, mails_to
from tests.browser import Browser
from tests.conftest import MovableClock
from tests.factories import GUEST, TODAY, a_booking, an_event

JUMP = timedelta(seconds=400)
CHICAGO = ZoneInfo("America/Chicago")


def lapses() -> int:
    return db.session.scalar(select(func.count()).where(Mail.kind == "events.lapsed")) or 0


def test_a_clock_that_jumps_ahead_and_back_ends_no_offer_twice(app: Flask) -> None:
    event, bea = asked()
    caro = a_booking(event, of=2)
    until = bea.offered_until
    assert until is not None
    for now in (until - JUMP, until + JUMP, until - JUMP, until, until + JUMP):
        advance_waitlists(now)
        assert bookings_queries.occupancy(event).taken == 2
    assert (bea.status, caro.status, lapses()) == ("cancelled", "offered", 1)
    assert mails_to(caro) == ["waiting", "offered"]


def test_a_clock_that_jumps_back_takes_no_seat_away_again(app: Flask) -> None:
    _, bea = asked()
    claim(bea, now=TODAY + JUMP)
    advance_waitlists(TODAY - JUMP)
    assert bea.going


@pytest.mark.parametrize("saturday", ["2027-03-13", "2027-11-06"])
def test_an_offer_over_a_night_in_which_clocks_change(
    app: Flask, client: Browser, clock: MovableClock, saturday: str
) -> None:
    """Made at nine in the evening: one hour then, eleven on Sunday after eight, whatever the night was."""
    made = datetime.fromisoformat(f"{saturday}T21:00").replace(tzinfo=CHICAGO).astimezone(UTC)
    clock.at(made)
    event = an_event(seats=2, when_free=OFFER, starts_at=made + timedelta(days=6))
    first, bea = a_booking(event, of=2), a_booking(event, of=2)
    with db.writing():
        bookings.cancel(first, by=GUEST, now=made)
    assert bea.offered_until is not None
    night = timedelta(hours=9 if saturday.startswith("2027-03") else 11)
    assert bea.offered_until == made + timedelta(hours=1 + 11) + night
    assert ", 7 p.m." in client.get(f"/rsvp/{bea.token}").text
    advance_waitlists(bea.offered_until - timedelta(minutes=1))
    assert bea.status == "offered"
    advance_waitlists(bea.offered_until)
    assert bea.lapsed
