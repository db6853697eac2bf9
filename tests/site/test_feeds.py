"""What programs read of the public site."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from chapter.events.models import MEMBERS, UNLISTED
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_draft, an_event, sign_in, the_chapter
from tests.giving.drives import a_drive
from tests.shifts.shifts import an_opportunity

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = ("/events.ics", "/feed.atom", "/sitemap.xml", "/site.webmanifest")


def titles_in_calendar(page: Page) -> list[str]:
    """What a subscribed calendar shows."""
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(page.body).walk("VEVENT")]


def test_the_calendar_holds_what_everybody_may_know_of(client: Browser) -> None:
    an_event("Supper")
    an_event("For members", visibility=MEMBERS)
    an_event("By address", visibility=UNLISTED)
    a_draft(title="Not yet")
    page = client.get("/events.ics")
    assert page.headers["Content-Type"].startswith("text/calendar")
    assert titles_in_calendar(page) == ["Supper"]


def test_feeds_show_members_no_more_than_strangers(client: Browser) -> None:
    an_event("For members", visibility=MEMBERS, slug="for-members")
    sign_in(client, "member")
    for feed in FEEDS:
        assert b"for-members" not in client.get(feed).body
        assert b"For members" not in client.get(feed).body


def test_the_calendar_keeps_what_was_in_the_last_ninety_days(client: Browser) -> None:
    an_event("Long ago", starts_at=TODAY - timedelta(days=100))
    an_event("Lately", starts_at=TODAY - timedelta(days=80))
    assert titles_in_calendar(client.get("/events.ics")) == ["Lately"]


def test_a_cancelled_event_stays_in_the_calendar_and_says_so(client: Browser) -> None:
    an_event("Supper", cancelled_at=TODAY)
    (event,) = Calendar.from_ical(client.get("/events.ics").body).walk("VEVENT")
    assert str(event["STATUS"]) == "CANCELLED"


def test_the_online_link_is_in_no_public_file(client: Browser) -> None:
    an_event("Talk", slug="talk", online_url="https://meet.example.test/secret-room", story="Come.")
    for address in (*FEEDS, "/events/talk.ics"):
        assert b"secret-room" not in client.get(address).body


def test_the_feed_is_well_formed_whatever_a_title_holds(client: Browser) -> None:
    an_event("<script>&\"'</script> ]]>", story="# Hello <b>", summary="a < b & c", slug="odd")
    root = ElementTree.fromstring(client.get("/feed.atom").body)  # noqa: S314 - our own feed
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "<script>&\"'</script> ]]>"
    assert "<script>" not in (entry.findtext(f"{ATOM}content") or "")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "http://chapter.test/events/odd"


def test_the_feed_of_a_new_chapter_is_empty_and_valid(client: Browser) -> None:
    root = ElementTree.fromstring(client.get("/feed.atom").body)  # noqa: S314 - our own feed
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated")


def test_the_sitemap_lists_public_pages_by_their_whole_address(client: Browser) -> None:
    an_event(slug="supper")
    an_event(slug="hidden", visibility=UNLISTED)
    a_draft(slug="draft")
    a_drive(slug="coats")
    a_drive(slug="hidden-drive", seen=False)
    an_opportunity(slug="mentor")
    an_opportunity(slug="hidden-work", audience=MEMBERS)
    page = client.get("/sitemap.xml").html
    listed = [found.text for found in ElementTree.fromstring(page.encode()).iter(f"{MAP}loc")]  # noqa: S314 - our own map
    first = ["/", "/events/", "/give/", "/volunteer/", "/join", "/privacy"]
    assert listed == [
        f"http://chapter.test{path}"
        for path in (*first, "/events/supper", "/give/coats", "/volunteer/mentor")
    ]
    for address in listed:
        assert client.get(str(address).removeprefix("http://chapter.test")).status == 200


def test_the_sitemap_is_another_once_something_is_published(client: Browser) -> None:
    before = client.get("/sitemap.xml").headers["ETag"]
    a_drive(slug="coats")
    with_drive = client.get("/sitemap.xml").headers["ETag"]
    an_opportunity(slug="mentor")
    assert len({before, with_drive, client.get("/sitemap.xml").headers["ETag"]}) == 3


def test_robots_stay_away_from_personal_links(client: Browser) -> None:
    page = client.get("/robots.txt").html
    assert "Disallow: /rsvp/" in page
    assert "Sitemap: http://chapter.test/sitemap.xml" in page


def test_who_finds_a_hole_learns_whom_to_tell(client: Browser) -> None:
    page = client.get("/.well-known/security.txt").html
    assert "Contact: mailto:hello@chapter.test" in page
    assert "Expires: 2027-05-22T00:00:00Z" in page


def test_without_an_address_nobody_is_named(client: Browser) -> None:
    the_chapter(email="")
    assert client.get("/.well-known/security.txt").status == 404


def test_a_password_manager_finds_where_to_change_the_password(client: Browser) -> None:
    page = client.get("/.well-known/change-password", follow=False)
    assert (page.status, page.location) == (302, "/account")


def test_the_manifest_names_the_chapter(client: Browser) -> None:
    page = client.get("/site.webmanifest")
    assert page.headers["Content-Type"].startswith("application/manifest+json")
    assert page.json["name"] == "Test Network, Chicago"


@pytest.mark.parametrize("feed", [*FEEDS, "/events/supper.ics"])
def test_who_has_it_already_is_told_so(client: Browser, feed: str) -> None:
    an_event(slug="supper")
    first = client.get(feed)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("feed", [*FEEDS, "/events/supper.ics"])
def test_after_any_change_it_is_sent_anew(client: Browser, clock: MovableClock, feed: str) -> None:
    event = an_event(slug="supper", seats=3)
    tags = [client.get(feed).headers["ETag"]]
    a_booking(event)
    tags.append(client.get(feed).headers["ETag"])
    an_event()
    tags.append(client.get(feed).headers["ETag"])
    the_chapter(version=7)
    tags.append(client.get(feed).headers["ETag"])
    clock.forward(days=1)
    tags.append(client.get(feed).headers["ETag"])
    assert len(set(tags)) == 5


def test_somebody_with_a_session_is_never_answered_from_what_strangers_see(client: Browser) -> None:
    tag = client.get("/events.ics").headers["ETag"]
    sign_in(client, "member")
    page = client.get("/events.ics", headers={"If-None-Match": tag})
    assert page.status == 200
    assert "ETag" not in page.headers
