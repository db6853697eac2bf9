"""Our calendar files as other programs read them. Reliability, row 19; incident 51.

ical.js reads the same dates in tests/e2e/test_calendar_in_a_browser.py.
"""

import pytest
from dateutil import tz

from chapter.documents.calendar import calendar
from tests.documents.calendar_readers import Reader, by_icalendar, by_vobject, truth, two_hundred_dates

READERS = pytest.mark.parametrize("read", [by_icalendar, by_vobject])


@READERS
def test_two_hundred_dates_over_five_zones_and_both_changes_of_the_clock_are_read_alike(read: Reader) -> None:
    dates = [date for _, _, date in two_hundred_dates()]
    assert len(dates) == 200
    assert read(calendar(dates, name="Our chapter")) == [truth(date) for date in dates]
    assert [one for date in dates for one in read(calendar([date]))] == [truth(date) for date in dates]


@READERS
def test_what_was_read_is_what_the_invitation_says_on_the_wall(read: Reader) -> None:
    dates = two_hundred_dates()
    for (wall, zone, _), found in zip(dates, read(calendar(date for *_, date in dates)), strict=True):
        assert found.starts_at.astimezone(tz.gettz(zone)).replace(tzinfo=None, fold=0) == wall, zone


@READERS
def test_a_reader_sees_a_time_that_is_not_written_in_utc(read: Reader) -> None:
    """The counter-example: without its Z, a time is that of whoever reads it."""
    _, _, date = two_hundred_dates()[0]
    floating = calendar([date]).replace(b"00Z\r\nDTEND", b"00\r\nDTEND")
    assert floating != calendar([date])
    assert read(floating) != [truth(date)]
