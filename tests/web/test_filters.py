"""What templates, mails and files say of days, times and moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from chapter.settings.forms import US_ZONES
from chapter.web import filters, time_zones
from chapter.web.filters import clock_time, with_period

CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Gathering:
    """Something between two walls, in a zone."""

    begins: str
    ends: str
    zone_info: ZoneInfo = CHICAGO
    online: bool = False

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.begins).replace(tzinfo=self.zone_info).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromisoformat(self.ends).replace(tzinfo=self.zone_info).astimezone(UTC)


@pytest.mark.parametrize(("hour", "end"), [(18, "6 p.m."), (6, "6 a.m."), (12, "noon."), (0, "midnight.")])
def test_a_sentence_that_ends_with_a_time_has_one_period(hour: int, end: str) -> None:
    assert with_period(clock_time(datetime(2026, 11, 23, hour, tzinfo=UTC))) == end


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("2026-12-10T18:30", "2026-12-10T21:00", "Thursday, December 10, 6:30 to 9 p.m."),
        ("2026-12-10T10:00", "2026-12-10T14:00", "Thursday, December 10, 10 a.m. to 2 p.m."),
        ("2026-12-10T20:00", "2026-12-11T00:00", "Thursday, December 10, 8 p.m. to midnight"),
        ("2026-12-10T20:00", "2026-12-11T01:30", "Thursday, December 10, 8 p.m. to 1:30 a.m."),
        ("2026-12-10T00:00", "2026-12-11T00:00", "Thursday, December 10, midnight to midnight"),
        ("2027-12-10T18:30", "2027-12-10T21:00", "Friday, December 10, 2027, 6:30 to 9 p.m."),
        ("2026-12-31T21:00", "2027-01-01T00:00", "Thursday, December 31, 9 p.m. to midnight"),
    ],
)
def test_a_span_ends_in_words_that_people_use(app: Flask, begins: str, ends: str, said: str) -> None:
    assert filters.date_and_hours(Gathering(begins, ends)) == said


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("2026-12-12T16:00", "3 a.m. to Saturday, December 12, 4 p.m."),
        ("2026-12-13T00:00", "3 a.m. to the end of Saturday, December 12"),
        ("2027-01-02T00:00", "3 a.m. to the end of Friday, January 1, 2027"),
        ("2026-12-11T05:00", "3 a.m. to Friday, December 11, 5 a.m."),
    ],
)
def test_a_span_of_more_than_a_day_names_the_day_on_which_it_ends(app: Flask, ends: str, said: str) -> None:
    assert filters.hours(Gathering("2026-12-10T03:00", ends)) == said


def test_a_zone_that_is_named_behind_the_end_of_a_day_is_none_of_its_words(app: Flask) -> None:
    gathering = Gathering("2026-12-10T18:00", "2026-12-13T00:00", ZoneInfo("America/Chicago"), online=True)
    assert filters.hours(gathering) == "6 p.m. to the end of Saturday, December 12, Central Time"


@pytest.mark.parametrize(
    ("zone", "online", "said"),
    [
        ("America/New_York", True, "6 to 8 p.m. Eastern Time"),
        ("America/New_York", False, "6 to 8 p.m. Eastern Time"),
        ("America/Chicago", True, "6 to 8 p.m. Central Time"),
        ("America/Chicago", False, "6 to 8 p.m."),
        ("Europe/Paris", False, "6 to 8 p.m. Paris time"),
    ],
)
def test_a_zone_is_named_where_people_come_from_elsewhere_or_it_is_not_the_chapters(
    app: Flask, zone: str, online: bool, said: str
) -> None:
    gathering = Gathering("2026-12-10T18:00", "2026-12-10T20:00", ZoneInfo(zone), online)
    assert filters.hours(gathering) == said


def test_every_zone_of_the_united_states_has_the_name_that_people_use() -> None:
    assert [time_zones.zone_name(ZoneInfo(key)) for key in US_ZONES] == [
        "Eastern Time", "Central Time", "Mountain Time", "Arizona Time", "Pacific Time", "Alaska Time",
        "Hawaii Time",
    ]  # fmt: skip
    for key in time_zones.NAMES:
        assert ZoneInfo(key).key == key


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("2026-12-10T18:00", "2026-12-10T20:00", "December 10"),
        ("2026-12-10T18:00", "2026-12-12T16:00", "December 10 to 12"),
        ("2026-12-10T18:00", "2026-12-13T00:00", "December 10 to 12"),
        ("2026-11-29T18:00", "2026-12-02T16:00", "November 29 to December 2"),
        ("2026-12-30T18:00", "2027-01-02T16:00", "December 30 to January 2, 2027"),
        ("2027-03-10T18:00", "2027-03-12T16:00", "March 10 to 12, 2027"),
    ],
)
def test_several_days_are_said_in_one_piece(app: Flask, begins: str, ends: str, said: str) -> None:
    assert filters.date_range(Gathering(begins, ends)) == said


def test_a_list_says_from_when_to_when_and_once_it_has_begun_until_when(app: Flask) -> None:
    fair, evening = (Gathering("2026-12-10T18:00", f"2026-12-{end}") for end in ("12T16:00", "11T00:00"))
    now = datetime(2026, 12, 11, 5, tzinfo=UTC)
    assert filters.large_day(fair) == (10, "Thu, Dec", "to Dec 12")
    assert filters.large_day(evening) == (10, "Thu, Dec", "")
    assert filters.large_day(Gathering("2027-12-10T18:00", "2027-12-10T20:00")) == (10, "Fri, Dec 2027", "")
    assert filters.hours_now(fair, fair.starts_at - filters.A_DAY) == "6 p.m."
    assert filters.hours_now(fair, now) == "until Saturday, December 12"
    assert filters.hours_now(evening, now) == "until midnight"


def test_a_list_says_of_what_is_over_when_it_was_and_until_no_more(app: Flask) -> None:
    evening, fair = (Gathering("2026-12-10T18:30", f"2026-12-{end}") for end in ("10T21:00", "12T16:00"))
    assert filters.hours_now(evening, evening.ends_at - timedelta(seconds=1)) == "until 9 p.m."
    assert filters.hours_now(evening, evening.ends_at) == "6:30 to 9 p.m."
    assert filters.hours_now(fair, fair.ends_at) == "6:30 p.m. to Saturday, December 12, 4 p.m."


def test_moments_are_said_on_the_clock_of_their_zone_and_days_of_another_year_with_it(app: Flask) -> None:
    moment = datetime(2026, 11, 30, 0, 46, tzinfo=UTC)
    assert filters.day_and_time(moment, CHICAGO) == "Sunday, November 29, 6:46 p.m."
    assert filters.day_and_time(moment, NEW_YORK) == "Sunday, November 29, 7:46 p.m. Eastern Time"
    assert filters.full_day_and_time(moment, NEW_YORK) == "Sunday, November 29, 2026, 7:46 p.m."
    assert filters.short_day(moment, CHICAGO) == "Nov 29"
    assert filters.short_day(datetime(2025, 11, 30, tzinfo=UTC), CHICAGO) == "Nov 29, 2025"
    assert filters.calendar_day(date(2027, 1, 2), CHICAGO) == "January 2, 2027"
    assert filters.clock_time(time(18, 42)) == "6:42 p.m."
