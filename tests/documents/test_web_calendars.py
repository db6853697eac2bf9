"""Calendars on the web are led to a new entry that says the same as the file."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from chapter.documents.calendar import CalendarEntry, web_calendars
from tests.browser import Browser
from tests.factories import an_event

EVENING = datetime(2026, 12, 1, 19, tzinfo=ZoneInfo("America/Chicago"))
SUPPER = CalendarEntry(
    uid="1", sequence=0, starts_at=EVENING, ends_at=EVENING + timedelta(hours=3), changed_at=EVENING,
    title="Soup & bread?", description="One table.", place="Hall, 1 Sample Street", url="https://us.test/events/soup",
)  # fmt: skip


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_both_are_told_when_where_and_what_in_utc() -> None:
    google, outlook = (asked(address) for _, address in web_calendars(SUPPER))
    assert google["dates"] == "20261202T010000Z/20261202T040000Z"
    assert (outlook["startdt"], outlook["enddt"]) == (
        "2026-12-02T01:00:00+00:00",
        "2026-12-02T04:00:00+00:00",
    )
    told = "One table.\n\nhttps://us.test/events/soup"
    assert (google["text"], google["location"], google["details"]) == (SUPPER.title, SUPPER.place, told)
    assert (outlook["subject"], outlook["location"], outlook["body"]) == (SUPPER.title, SUPPER.place, told)


def test_an_event_leads_there_without_its_online_link(client: Browser) -> None:
    event = an_event(online_url="https://meet.example.test/secret")
    page = client.get(f"/events/{event.slug}")
    links = [link["href"] for link in page.soup.select("details a") if "calendar" in str(link["href"])]
    assert [urlsplit(str(link)).netloc for link in links if str(link).startswith("https")] == [
        "calendar.google.com", "outlook.live.com",
    ]  # fmt: skip
    assert "secret" not in page.html
