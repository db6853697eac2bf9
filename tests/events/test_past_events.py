"""The list of what is over."""

from datetime import timedelta

from chapter.web import filters
from tests.browser import Browser
from tests.factories import TODAY, an_event


def test_an_evening_of_weeks_ago_says_when_it_was_and_not_until_when(client: Browser) -> None:
    event = an_event("Supper", place="Hall", starts_at=TODAY - timedelta(days=21))
    page = client.get("/events/").main
    assert f"Hall, {filters.hours(event)}" in page
    assert "until" not in page
