"""What visitors see of events: the list, one page, and what search engines and other sites read of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sql_event

from chapter import db
from chapter.events.models import MEMBERS, UNLISTED
from chapter.web.models import OldAddress
from tests.browser import Browser, Page
from tests.conftest import MovableClock
from tests.factories import TODAY, a_booking, a_draft, an_event, saved, sign_in

HOSTILE = "</script><script>alert(1)</script> & \"quotes\" 'n' <b>"


def linked_data(page: Page) -> dict[str, Any]:
    """The page's JSON-LD."""
    (block,) = page.soup.find_all("script", type="application/ld+json")
    found: dict[str, Any] = json.loads(str(block.string))
    return found


def statements(client: Browser, url: str) -> list[str]:
    """The SQL that one page asks, without the beginning of its transaction."""
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    engine = db.database.engine
    sql_event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(url).status == 200
    finally:
        sql_event.remove(engine, "before_cursor_execute", note)
    return asked


class TestTheList:
    def test_the_next_comes_first_and_what_was_stands_below(self, client: Browser) -> None:
        an_event("In a month", starts_at=TODAY + timedelta(days=30))
        an_event("Tomorrow", starts_at=TODAY + timedelta(days=1))
        an_event("Last week", starts_at=TODAY - timedelta(days=7))
        page = client.get("/events/")
        said = [page.main.index(title) for title in ("Tomorrow", "In a month", "Last week")]
        assert said == sorted(said)

    def test_strangers_see_what_is_public(self, client: Browser) -> None:
        an_event("Supper")
        an_event("For members", visibility=MEMBERS)
        an_event("By address", visibility=UNLISTED)
        a_draft(title="Not yet")
        page = client.get("/events/")
        assert "Supper" in page.main
        for hidden in ("For members", "By address", "Not yet"):
            assert hidden not in page.text

    def test_members_see_what_is_for_them(self, client: Browser) -> None:
        an_event("For members", visibility=MEMBERS)
        sign_in(client, "member")
        assert "For members" in client.get("/events/").main

    def test_each_says_how_full_it_is(self, client: Browser) -> None:
        free, full = an_event("Free", seats=5), an_event("Full", seats=2)
        a_booking(free, of=2)
        a_booking(full, of=2)
        a_booking(full, of=1)
        an_event("Cancelled", cancelled_at=TODAY)
        page = client.get("/events/")
        assert "3 of 5 seats left" in page.main
        assert "Full. One party waiting" in page.main
        assert "Cancelled" in page.main

    def test_an_empty_list_says_what_to_do(self, client: Browser) -> None:
        page = client.get("/events/")
        assert page.status == 200
        assert page.soup.select(".empty")

    def test_long_pasts_are_turned_page_by_page(self, client: Browser) -> None:
        for number in range(25):
            an_event(f"Evening of {number} weeks ago", starts_at=TODAY - timedelta(days=7 * (number + 1)))
        first, second = client.get("/events/"), client.get("/events/?page=2")
        assert "Evening of 3 weeks ago" in first.main
        assert "Evening of 24 weeks ago" not in first.main
        assert "Evening of 24 weeks ago" in second.main
        assert "Evening of 3 weeks ago" not in second.main

    @pytest.mark.parametrize("page", ["0", "-1", "x", "", "99999999999999999999", "1;drop", "٣"])
    def test_an_odd_page_is_the_first_one(self, client: Browser, page: str) -> None:
        an_event("Supper")
        assert "Supper" in client.get("/events/", query_string={"page": page}).main

    def test_its_statements_do_not_grow_with_its_rows(self, client: Browser) -> None:
        an_event(seats=3)
        few = len(statements(client, "/events/"))
        for _ in range(12):
            a_booking(an_event(seats=3))
            an_event(starts_at=TODAY - timedelta(days=5))
        assert len(statements(client, "/events/")) == few <= 5


class TestOneEvent:
    def test_it_takes_three_statements(self, client: Browser) -> None:
        event = an_event(seats=9)
        for _ in range(5):
            a_booking(event, show_me=True)
        assert len(statements(client, f"/events/{event.slug}")) == 3

    def test_it_says_when_where_and_how_full(self, client: Browser) -> None:
        event = an_event(
            "The Long Table", seats=48, place="La Mesa Larga", address="1600 W 18th St", summary="Soup.",
            starts_at=TODAY.replace(day=10, month=12, hour=0, minute=30) + timedelta(days=1), hours=2.5,
        )  # fmt: skip
        a_booking(event, of=2)
        page = client.get(f"/events/{event.slug}")
        assert page.h1 == "The Long Table"
        for said in ("Thursday, December 10", "6:30 to 9 p.m.", "La Mesa Larga", "1600 W 18th St", "Soup."):
            assert said in page.main
        assert "46 of 48 seats are left" in page.main

    def test_a_story_is_markdown_and_nothing_more(self, client: Browser) -> None:
        event = an_event(story="## Who\n\n*You*. <script>alert(1)</script> [x](javascript:alert(1))")
        page = client.get(f"/events/{event.slug}")
        assert page.soup.find("em", string="You") is not None
        assert "alert(1)</script>" not in page.html
        assert "javascript:" not in " ".join(page.links().values())

    def test_those_who_may_be_shown_stand_there_by_first_name(self, client: Browser) -> None:
        event = an_event(seats=20)
        a_booking(event, name="Wanjiru Kamau", show_me=True)
        a_booking(event, name="Thuy Nguyen", badge_name="Twee", show_me=True)
        a_booking(event, name="Halina Duda", of=3)
        page = client.get(f"/events/{event.slug}")
        assert "Wanjiru, Twee" in page.main
        assert "three more" in page.main
        for hidden in ("Kamau", "Nguyen", "Halina"):
            assert hidden not in page.text

    def test_a_waiting_party_is_shown_to_nobody(self, client: Browser) -> None:
        event = an_event(seats=1)
        a_booking(event)
        a_booking(event, name="Wanjiru Kamau", show_me=True)
        assert "Wanjiru" not in client.get(f"/events/{event.slug}").text

    def test_an_old_address_leads_to_the_present_one(self, client: Browser) -> None:
        event = an_event(slug="new")
        saved(OldAddress(kind="events", slug="old", record_id=event.id))
        page = client.get("/events/old", follow=False)
        assert (page.status, page.location) == (301, "/events/new")

    def test_an_old_address_of_a_hidden_event_tells_nothing(self, client: Browser) -> None:
        event = an_event(slug="new", visibility=MEMBERS)
        saved(OldAddress(kind="events", slug="old", record_id=event.id))
        assert client.get("/events/old", follow=False).status == 404

    def test_a_draft_is_404_even_for_members(self, client: Browser) -> None:
        sign_in(client, "member")
        assert client.get(f"/events/{a_draft().slug}").status == 404

    def test_a_members_evening_is_404_for_others(self, client: Browser) -> None:
        event = an_event(visibility=MEMBERS)
        assert client.get(f"/events/{event.slug}").status == 404
        assert client.get(f"/events/{event.slug}.ics").status == 404
        sign_in(client, "member")
        assert client.get(f"/events/{event.slug}").status == 200

    def test_an_unlisted_one_opens_by_its_address_and_stays_out_of_search(self, client: Browser) -> None:
        page = client.get(f"/events/{an_event(visibility=UNLISTED).slug}")
        assert page.status == 200
        robots = page.soup.find("meta", attrs={"name": "robots"})
        assert robots is not None
        assert "noindex" in str(robots)

    def test_it_can_be_shared_and_put_into_a_calendar(self, client: Browser) -> None:
        event = an_event("Soup & bread", slug="soup")
        links = " ".join(client.get("/events/soup").links().values())
        whole = "http%3A%2F%2Fchapter.test%2Fevents%2Fsoup"
        assert f"https://www.linkedin.com/sharing/share-offsite/?url={whole}" in links
        assert f"https://www.facebook.com/sharer/sharer.php?u={whole}" in links
        assert "mailto:?subject=Soup%20%26%20bread" in links
        assert f"/events/{event.slug}.ics" in links

    def test_the_map_is_one_press_away(self, client: Browser) -> None:
        event = an_event(place="La Mesa Larga", map_url="https://maps.example.test/x")
        assert client.get(f"/events/{event.slug}").links()["Map"] == "https://maps.example.test/x"

    def test_a_map_that_is_no_web_address_is_not_linked(self, client: Browser) -> None:
        event = an_event(place="La Mesa Larga", map_url="javascript:alert(1)")
        assert "javascript:" not in client.get(f"/events/{event.slug}").html

    def test_one_line_says_what_is_kept_and_for_how_long(self, client: Browser) -> None:
        assert "a year" in client.get(f"/events/{an_event().slug}").main

    def test_who_sees_how_she_arrives_is_said(self, client: Browser) -> None:
        page = client.get(f"/events/{an_event().slug}")
        assert "Only the event’s leads and greeters see this" in page.main


class TestForSearchEngines:
    def test_seats_are_in_the_data(self, client: Browser) -> None:
        event = an_event("The Long Table", seats=10)
        a_booking(event, of=3)
        data = linked_data(client.get(f"/events/{event.slug}"))
        assert (data["@type"], data["name"]) == ("Event", "The Long Table")
        assert (data["maximumAttendeeCapacity"], data["remainingAttendeeCapacity"]) == (10, 7)
        assert data["startDate"].endswith("-06:00")
        assert data["eventStatus"] == "https://schema.org/EventScheduled"

    def test_more_than_the_room_holds_is_none_left(self, client: Browser) -> None:
        event = an_event(seats=4)
        a_booking(event, of=4)
        with db.writing():
            db.lock(event).capacity = 2
        assert linked_data(client.get(f"/events/{event.slug}"))["remainingAttendeeCapacity"] == 0

    def test_without_a_limit_there_is_no_number(self, client: Browser) -> None:
        assert "maximumAttendeeCapacity" not in linked_data(client.get(f"/events/{an_event().slug}"))

    def test_a_hostile_title_stays_a_title(self, client: Browser) -> None:
        event = an_event(HOSTILE, seats=3, summary=HOSTILE, place=HOSTILE)
        page = client.get(f"/events/{event.slug}")
        assert linked_data(page)["name"] == HOSTILE
        assert "<script>alert(1)" not in page.html
        assert page.h1 == HOSTILE

    @pytest.mark.parametrize(
        ("fields", "mode", "kind"),
        [
            ({"place": "La Mesa Larga"}, "OfflineEventAttendanceMode", "Place"),
            ({"online_url": "https://meet.example.test/x"}, "OnlineEventAttendanceMode", "VirtualLocation"),
        ],
    )
    def test_where_it_happens(self, client: Browser, fields: dict[str, Any], mode: str, kind: str) -> None:
        data = linked_data(client.get(f"/events/{an_event(**fields).slug}"))
        assert data["eventAttendanceMode"] == f"https://schema.org/{mode}"
        assert data["location"]["@type"] == kind

    def test_a_cancelled_one_says_so(self, client: Browser) -> None:
        event = an_event(cancelled_at=TODAY)
        data = linked_data(client.get(f"/events/{event.slug}"))
        assert data["eventStatus"] == "https://schema.org/EventCancelled"

    def test_other_sites_find_title_picture_words_and_address(self, client: Browser) -> None:
        event = an_event("Soup", slug="soup", summary="One table.")
        page = client.get("/events/soup")
        tags = {
            str(tag.get("property")): tag.get("content") for tag in page.soup.find_all("meta", property=True)
        }
        assert tags["og:title"] == "Soup"
        assert tags["og:description"] == "One table. Monday, November 30, noon to 2 p.m."
        assert tags["og:url"] == f"http://chapter.test/events/{event.slug}"
        (canonical,) = page.soup.find_all("link", rel="canonical")
        assert canonical["href"] == "http://chapter.test/events/soup"


class TestAskedAgain:
    @pytest.mark.parametrize("url", ["/", "/events/", "/events.ics", "/feed.atom"])
    def test_it_is_answered_with_one_statement(self, client: Browser, url: str) -> None:
        for _ in range(3):
            an_event(seats=3)
        tag = client.get(url).headers["ETag"]
        asked: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            asked.append(statement)

        engine = db.database.engine
        sql_event.listen(engine, "before_cursor_execute", note)
        page = client.send("GET", url, headers={"If-None-Match": tag})
        sql_event.remove(engine, "before_cursor_execute", note)
        assert page.status == 304
        assert len([one for one in asked if not one.startswith(("BEGIN", "PRAGMA"))]) == 1

    @pytest.mark.parametrize("url", ["/", "/events/"])
    def test_a_taken_seat_is_seen_at_once(self, client: Browser, url: str) -> None:
        event = an_event(seats=9)
        first = client.get(url)
        a_booking(event)
        again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status == 200
        assert "8 of 9" in again.main

    def test_when_booking_opens_the_page_changes(self, client: Browser, clock: MovableClock) -> None:
        an_event(seats=9, rsvp_opens_at=TODAY + timedelta(hours=1))
        tag = client.get("/events/").headers["ETag"]
        clock.forward(hours=2)
        assert client.get("/events/", headers={"If-None-Match": tag}).status == 200

    def test_another_chosen_scheme_is_another_page(self, client: Browser) -> None:
        tag = client.get("/events/").headers["ETag"]
        client.flask.set_cookie("theme", "dark", domain="chapter.test")
        assert client.get("/events/", headers={"If-None-Match": tag}).status == 200
