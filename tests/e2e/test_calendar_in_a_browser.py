"""Our calendar files as ical.js reads them. Reliability, row 19; incident 51."""

from playwright.sync_api import Browser

from chapter.documents.calendar import calendar
from tests.documents.calendar_readers import by_ical_js, truth, two_hundred_dates


def test_two_hundred_dates_are_read_as_the_invitations_say(chromium: Browser) -> None:
    read, dates = by_ical_js(chromium), [date for _, _, date in two_hundred_dates()]
    assert read(calendar(dates, name="Our chapter")) == [truth(date) for date in dates]


def test_it_sees_a_time_that_is_not_written_in_utc(chromium: Browser) -> None:
    read, (_, _, date) = by_ical_js(chromium), two_hundred_dates()[0]
    floating = calendar([date]).replace(b"00Z\r\nDTEND", b"00\r\nDTEND")
    assert read(floating) != [truth(date)]
