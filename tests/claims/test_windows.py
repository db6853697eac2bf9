"""How long an offer holds, by day, by night, shortly before, and when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter.claims.offer_windows import EVENING, LONGEST, MORNING, SHORTEST, after_waking_hours, offer_expiry

CHICAGO = ZoneInfo("America/Chicago")
ZONES = ("America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    """The moment at which the clock in ``zone`` shows ``text``, such as ``2026-11-23 12:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def shown(moment: datetime | None, zone: ZoneInfo = CHICAGO) -> str:
    return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "begins", "until"),
    [
        ("2026-11-23 09:00", "2026-12-23 19:00", "2026-11-23 21:00"),  # twelve hours, and not more
        ("2026-11-23 12:00", "2026-12-23 19:00", "2026-11-24 10:00"),  # ten of them today, two tomorrow
        ("2026-11-23 22:00", "2026-12-23 19:00", "2026-11-24 20:00"),
        ("2026-11-23 03:00", "2026-12-23 19:00", "2026-11-23 20:00"),
        ("2026-11-23 08:00", "2026-11-25 00:00", "2026-11-23 18:00"),  # a quarter of forty hours
        ("2026-11-23 21:30", "2026-11-24 21:30", "2026-11-24 03:30"),  # within a day nights count
        ("2026-11-23 21:30", "2026-11-24 21:34", "2026-11-24 13:31"),  # four minutes more, and they don't
        ("2026-11-23 12:00", "2026-11-23 14:00", "2026-11-23 12:30"),  # half an hour at least
        ("2026-11-23 12:00", "2026-11-23 13:59", ""),  # under two hours: at once
        ("2026-11-23 12:00", "2026-11-23 11:00", ""),
    ],
)
def test_an_offer_holds_until(now: str, begins: str, until: str) -> None:
    assert shown(offer_expiry(at(now), begins=at(begins), closes=None, zone=CHICAGO)) == until


@pytest.mark.parametrize(
    ("closes", "until"),
    [
        ("2026-11-23 15:00", "2026-11-23 15:00"),
        ("2026-11-23 12:30", "2026-11-23 12:30"),
        ("2026-11-23 12:29", ""),  # no time to answer: at once
        ("2026-11-23 11:00", ""),
        ("2026-12-23 19:00", "2026-11-24 10:00"),
    ],
)
def test_an_offer_never_holds_beyond_the_closing_of_booking(closes: str, until: str) -> None:
    found = offer_expiry(
        at("2026-11-23 12:00"), begins=at("2026-12-23 19:00"), closes=at(closes), zone=CHICAGO
    )
    assert shown(found) == until


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2027-03-13 21:00", "2027-03-14 19:00"),  # clocks go forward in the night between
        ("2027-03-14 01:30", "2027-03-14 20:00"),
        ("2027-11-06 21:00", "2027-11-07 19:00"),  # and back
        ("2027-11-07 01:30", "2027-11-07 20:00"),
    ],
)
def test_a_night_in_which_clocks_change_costs_nobody_an_hour(now: str, until: str) -> None:
    found = offer_expiry(at(now), begins=at("2027-12-01 19:00"), closes=None, zone=CHICAGO)
    assert shown(found) == until


def test_within_a_day_of_a_change_of_clocks_time_is_what_passes_not_what_the_wall_shows() -> None:
    now, begins = at("2027-03-13 20:00"), at("2027-03-14 20:00")
    assert begins.astimezone(UTC) - now.astimezone(UTC) == 23 * HOUR
    found = offer_expiry(now, begins=begins, closes=None, zone=CHICAGO)
    assert found is not None
    assert found - now.astimezone(UTC) == 23 * HOUR / 4


def test_the_zone_is_that_of_the_place() -> None:
    now, begins = at("2026-11-23 12:00"), at("2026-12-23 19:00")
    there = ZoneInfo("Asia/Tokyo")
    assert shown(offer_expiry(now, begins=begins, closes=None, zone=there), there) == "2026-11-24 20:00"


moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + m * MINUTE)
zones = st.sampled_from(ZONES).map(ZoneInfo)


@given(moments, st.integers(1, 12 * 60), zones)
def test_the_waking_minutes_until_then_are_exactly_those_promised(
    now: datetime, minutes: int, zone: ZoneInfo
) -> None:
    until = after_waking_hours(now, minutes * MINUTE, zone)
    passed = int((until - now) / MINUTE)
    walls = ((now + minute * MINUTE).astimezone(zone).time() for minute in range(passed))
    assert sum(MORNING <= wall < EVENING for wall in walls) == minutes
    assert MORNING <= until.astimezone(zone).time() <= EVENING


@given(
    moments,
    st.timedeltas(-DAY, 60 * DAY),
    st.none() | st.timedeltas(-DAY, 60 * DAY),
    zones,
)
def test_every_offer_is_at_least_half_an_hour_and_ends_before_booking_closes_and_before_it_begins(
    now: datetime, ahead: timedelta, closing: timedelta | None, zone: ZoneInfo
) -> None:
    begins, closes = now + ahead, None if closing is None else now + closing
    until = offer_expiry(now, begins=begins, closes=closes, zone=zone)
    if until is None:
        assert ahead < 2 * HOUR or (closing is not None and closing < SHORTEST)
        return
    assert until - now >= SHORTEST
    assert until < begins
    assert closes is None or until <= closes
    if ahead <= DAY:
        assert until - now <= max(SHORTEST, min(LONGEST, ahead / 4))
