"""The first page: the next event, what comes after it, and how to begin."""

import json
from datetime import timedelta

from chapter.bookings.models import ARRIVALS
from chapter.events.models import MEMBERS, UNLISTED
from tests.browser import Browser
from tests.factories import TODAY, a_booking, a_draft, an_event, sign_in, the_chapter


def test_the_next_event_is_an_invitation(client: Browser) -> None:
    event = an_event("The Long Table", slug="supper", seats=48, summary="Soup.")
    a_booking(event, of=2)
    page = client.get("/")
    (card,) = page.all(".invitation")
    assert "The Long Table" in card
    assert "46 of 48 seats are left." in card
    assert page.follow("Save a seat").url == "/events/supper"


def test_a_full_one_invites_to_wait(client: Browser) -> None:
    a_booking(an_event(seats=2), of=2)
    (card,) = client.get("/").all(".invitation")
    assert "All 2 seats are taken." in card
    assert "Join the waitlist" in card


def test_a_cancelled_event_is_no_invitation_but_stands_in_the_list(client: Browser) -> None:
    an_event("Skating", cancelled_at=TODAY, starts_at=TODAY + timedelta(days=1))
    an_event("Supper", starts_at=TODAY + timedelta(days=2))
    page = client.get("/")
    assert "Supper" in page.all(".invitation")[0]
    assert "Skating" in page.all(".agenda")[0]


def test_what_is_not_for_strangers_is_not_there(client: Browser) -> None:
    an_event("For members", visibility=MEMBERS)
    an_event("By address", visibility=UNLISTED)
    a_draft(title="Not yet")
    an_event("Last week", starts_at=TODAY - timedelta(days=7))
    page = client.get("/")
    for hidden in ("For members", "By address", "Not yet", "Last week"):
        assert hidden not in page.text


def test_members_see_what_is_for_them(client: Browser) -> None:
    an_event("For members", visibility=MEMBERS)
    sign_in(client, "member")
    assert "For members" in client.get("/").main


def test_an_empty_chapter_says_what_will_be_here(client: Browser) -> None:
    page = client.get("/")
    assert page.all(".empty")
    assert not page.all(".invitation")


def test_every_way_to_arrive_is_told(client: Browser) -> None:
    said = client.get("/").main
    assert all(words in said for words in ARRIVALS.values())


def test_search_engines_learn_who_this_is(client: Browser) -> None:
    the_chapter(name="</script><b>Net", ein="00-0000000", tagline="Good people.")
    page = client.get("/")
    (block,) = page.soup.find_all("script", type="application/ld+json")
    data = json.loads(str(block.string))
    assert (data["@type"], data["name"], data["taxID"]) == ("NGO", "</script><b>Net", "00-0000000")
    assert data["url"] == "http://chapter.test/"
    assert "legalName" not in data


def test_a_hostile_host_header_gets_into_no_address(client: Browser) -> None:
    an_event(slug="supper")
    for address in (
        "/",
        "/events/",
        "/events/supper",
        "/feed.atom",
        "/events.ics",
        "/sitemap.xml",
        "/robots.txt",
    ):
        page = client.send("GET", address, headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"})
        assert b"evil.test" not in page.body
