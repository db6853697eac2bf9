"""On a phone, what a guest came for is on the first screen: the button, a short sheet, then the ticket."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import HEIGHTS, PHONE, Arrive

EVENT, NEXT = "/events/tonight", "/events/walk-the-lake"
SHEET = HEIGHTS[PHONE]
"""The whole sheet is to be seen at once."""


def bottom(of: Locator) -> float:
    """Where it ends, in pixels below the top of the screen."""
    box = of.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_button_is_on_the_first_screen_and_leads_to_a_short_sheet(arrive: Arrive, scripts: bool) -> None:
    visitor = arrive(PHONE, scripts=scripts)
    visitor.open(EVENT)
    visitor.reads("Free.", "seats are left")
    assert bottom(visitor.link("Save a seat")) <= HEIGHTS[PHONE]
    visitor.follow("Save a seat")
    heading = visitor.page.get_by_role("heading", name="Save a seat")
    expect(heading).to_be_in_viewport()
    if scripts:
        send = visitor.button(re.compile("^Save 1 seat$"))
        assert bottom(send) - bottom(heading) <= SHEET


def test_a_member_books_by_one_press_and_her_ticket_is_on_the_first_screen(arrive: Arrive) -> None:
    member = arrive(PHONE)
    member.open("/me/")
    member.sign_in("newcomer@chapter.test")
    member.open(NEXT)
    assert bottom(member.button("Save my seat")) <= HEIGHTS[PHONE]
    member.press("Save my seat")
    member.headline("One seat is yours")
    member.healthy("first-screen-ticket")
    member.page.evaluate("scrollTo(0, 0)")
    assert bottom(member.page.get_by_alt_text("Your check-in code")) <= HEIGHTS[PHONE]
    member.unfold("Cancel booking")
    member.press("Cancel booking")


def test_a_friend_is_told_by_the_phones_own_share_sheet(arrive: Arrive) -> None:
    visitor = arrive(PHONE)
    visitor.page.add_init_script("navigator.share = async (told) => { globalThis.told = told; };")
    visitor.open(EVENT)
    visitor.button("Text a friend").click()
    told = visitor.page.evaluate("globalThis.told")
    assert told["url"].endswith(EVENT)
    assert told["title"] in visitor.page.title()


def test_without_a_share_sheet_there_is_no_button_for_one(arrive: Arrive) -> None:
    visitor = arrive(PHONE)
    visitor.page.add_init_script("delete Navigator.prototype.share;")
    visitor.open(EVENT)
    expect(visitor.page.locator("[data-share]")).to_be_hidden()
