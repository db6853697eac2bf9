"""A visitor takes a shift and hands it on: her substitute comes, and her hours count. A board is staffed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.events.models import Event
from chapter.events_office.rules import changes
from chapter.shifts.models import Opportunity, Shift, Signup
from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import Site, an_address, link_in
from tests.e2e.visitor import Visitor

WALL = "%Y-%m-%dT%H:%M"
SOUP = "soup-for-sixty"
SUBSTITUTE = "member@chapter.test"


@pytest.fixture(scope="module")
def site(a_sample: Callable[[], str]) -> Iterator[Site]:
    """A sample chapter of its own: what is needed soon would stand first in the others' stories."""
    with Site(a_sample()) as site:
        nobody_sits_elsewhere(site)
        yield site


def nobody_sits_elsewhere(site: Site) -> None:
    """The evening of the sample is off: from the late afternoon on, its guests may take no shift of today."""
    with site.app().app_context(), db.writing():
        tonight = db.lock(db.first_or_404(select(Event).where(Event.slug == "tonight")))
        changes.cancel_event(tonight, why="The boiler.", by=Actor("rule"), now=datetime.now(UTC))


@pytest.fixture
def lead(arrive: Arrive) -> Visitor:
    """The volunteer lead at her desk."""
    desk = arrive(DESK)
    desk.sign_in("volunteers@chapter.test")
    return desk


def needs_somebody(lead: Visitor, title: str, *, within: timedelta) -> None:
    """She writes down what is needed, for one person, and publishes it."""
    begins = datetime.now(ZoneInfo("America/Chicago")) + within
    lead.open("/office/volunteers/new")
    lead.healthy("opportunity-new")
    lead.type(Title=title, Summary="Warm hands.", Place="Room 6")
    lead.press("Save")
    lead.follow("New shift")
    lead.healthy("shift-new")
    lead.type(
        Begins=begins.strftime(WALL), Ends=(begins + timedelta(hours=2)).strftime(WALL), Spots="1",
        Minimum="1",
    )  # fmt: skip
    lead.press("Add shift")
    lead.press("Publish")
    lead.healthy("opportunity")


def takes(visitor: Visitor, slug: str, email: str) -> str:
    """She takes the first shift with her name and email, and says in the mail that it is she; the address of
    her page."""
    visitor.open("/volunteer/")
    visitor.healthy("volunteer")
    visitor.open(f"/volunteer/{slug}")
    visitor.healthy("sheet")
    visitor.follow("Take shift")
    visitor.healthy("take")
    visitor.press("Take shift")
    visitor.reads("Enter your name")
    visitor.type(Your_name="Ana Aguilar", Email=email)
    visitor.press("Take shift")
    visitor.reads("Check your email")
    visitor.healthy("shift-mailed")
    link = link_in(visitor.site.mail(email, "Is this you?"), lambda url: "/volunteer/shift/" in url)
    visitor.open(link)
    visitor.healthy("shift-held")
    visitor.press("Yes, this is me")
    visitor.reads("This shift is yours")
    visitor.reads("Ana Aguilar", "Room 6")
    visitor.healthy("my-shift")
    return link


def keeps_the_date(visitor: Visitor) -> None:
    """Her calendar reads the file."""
    with visitor.page.expect_download() as download:
        visitor.link("Add to calendar").first.click()
    whole = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes())
    (date,) = whole.walk("VEVENT")
    assert date.decoded("dtend") - date.decoded("dtstart") == timedelta(hours=2)
    assert str(date["location"]).startswith("Room 6")


def leaves_her_calendar(visitor: Visitor, link: str) -> None:
    """It is another's now."""
    visitor.open(link)
    visitor.reads_not("Add to calendar")
    visitor.healthy("my-shift-handed-on")


def its_time_comes(site: Site) -> None:
    """It was more than two hours away, so that there was time to confirm it by email."""
    with site.app().app_context(), db.writing():
        soon = datetime.now(UTC) + timedelta(hours=1)
        for shift in db.session.scalars(select(Shift).join(Opportunity).where(Opportunity.slug == SOUP)):
            shift.starts_at, shift.ends_at = soon, soon + timedelta(hours=2)


def two_hours_pass(site: Site) -> None:
    """Between her check-in and her check-out."""
    with site.app().app_context(), db.writing():
        here = select(Signup).where(Signup.left_at.is_(None), Signup.came_at > EARLIER)
        for signup in db.session.scalars(here):
            signup.came_at = (signup.came_at or EARLIER) - timedelta(hours=2)


EARLIER = datetime.now(UTC) - timedelta(minutes=30)


def stands_in_the_quarter(lead: Visitor) -> None:
    """The two hours stand in the report."""
    lead.open("/office/hours/report")
    lead.reads("Soup for sixty")
    lead.healthy("quarter")
    expect(lead.page.get_by_role("row").filter(has_text="Soup for sixty")).to_contain_text("2 hours")


def test_a_shift_is_handed_on_and_counts_for_who_came(arrive: Arrive, site: Site, lead: Visitor) -> None:
    needs_somebody(lead, "Soup for sixty", within=timedelta(hours=3))
    visitor, email = arrive(PHONE), an_address("ana")
    hers = takes(visitor, "soup-for-sixty", email)
    keeps_the_date(visitor)

    substitute = arrive(PHONE)
    substitute.sign_in(SUBSTITUTE)
    substitute.open("/volunteer/soup-for-sixty")
    substitute.healthy("sheet-full")
    substitute.press("Be a backup")
    substitute.reads("You are first in line")

    visitor.unfold("I can’t make it")
    visitor.press("Find a substitute")
    visitor.reads("Until somebody says yes, the shift is yours")
    visitor.healthy("my-shift-released")
    asked = site.mail(SUBSTITUTE, "holding the spot for you")
    substitute.open(link_in(asked, lambda url: "/volunteer/shift/" in url))
    substitute.healthy("my-shift-offered")
    substitute.press("Yes, I’ll take it")
    substitute.reads("The shift is yours")
    leaves_her_calendar(visitor, hers)
    its_time_comes(site)

    lead.open("/office/volunteers/soup-for-sixty")
    lead.page.locator("main a[href*='/volunteers/shifts/']").first.click()
    lead.healthy("shift")
    lead.press("Check in")
    two_hours_pass(site)
    lead.press("Check out")
    lead.healthy("shift-over")
    substitute.open("/me/hours")
    substitute.reads("Soup for sixty", "2 hours")
    substitute.healthy("my-hours")
    stands_in_the_quarter(lead)


def drops(page: Page, person: str, shift: str) -> None:
    """With the mouse, from where she stands to the shift.

    The shift is brought into view first: if the page rolled after the mouse is down, somebody else would be
    under it.
    """
    target = page.locator("[data-drop]").filter(has_text=shift).first
    target.scroll_into_view_if_needed()
    page.locator("[data-person]").filter(has_text=person).first.drag_to(target)


def placed(lead: Visitor, shift: str) -> str:
    """Who has the shift, as the board says it."""
    return lead.page.locator(".decision").filter(has_text=shift).first.inner_text()


@pytest.mark.parametrize("how", ["two taps", "keys", "mouse"])
def test_somebody_is_put_on_a_shift_and_it_is_undone(arrive: Arrive, how: str) -> None:
    lead = arrive(PHONE, has_touch=True) if how == "two taps" else arrive(DESK)
    lead.sign_in("volunteers@chapter.test")
    needs_somebody(lead, f"Coats by {how}", within=timedelta(minutes=20))
    lead.open("/office/board/")
    lead.healthy(f"board-{how}")
    whom = lead.page.locator("aside [data-person] h3").first.inner_text()
    pick = lead.page.get_by_role("link", name=f"Select {whom}").last
    if how == "mouse":
        drops(lead.page, whom, f"Coats by {how}")
    elif how == "keys":
        for press in (pick, lead.button(f"to Coats by {how}").first):
            press.focus()
            lead.page.keyboard.press("Enter")
            lead.page.wait_for_load_state()
    else:
        pick.tap()
        lead.reads("is selected")
        lead.healthy("board-picked-up")
        lead.button(f"to Coats by {how}").first.tap()
    lead.reads("Undo")
    assert whom in placed(lead, f"Coats by {how}")
    lead.healthy(f"board-placed-{how}")
    lead.press("Undo")
    lead.open("/office/board/")
    assert whom not in placed(lead, f"Coats by {how}")
