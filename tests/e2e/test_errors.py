"""What is wrong is said on top and beside the field, and nothing that was typed is lost."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.site import an_address
from tests.e2e.visitor import Visitor

SAVE = re.compile("^Save [0-9]+ seats?$")
WALK = "/events/walk-the-lake"


def test_an_empty_form_leads_to_each_field(visitor: Visitor) -> None:
    visitor.open(WALK)
    visitor.press(SAVE)
    summary = visitor.page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Please fix two things before we can save your seats")
    assert visitor.page.title().startswith("Error: ")
    visitor.healthy("errors-empty")
    summary.get_by_role("link", name=re.compile("^Your name")).click()
    expect(visitor.field("Your name")).to_be_focused()
    expect(visitor.field("Your name")).to_be_in_viewport()
    expect(visitor.field("Your name")).to_have_attribute("aria-invalid", "true")


def test_a_slip_in_the_email_keeps_all_that_was_typed(visitor: Visitor) -> None:
    visitor.open(WALK)
    visitor.type(Your_name="Ines", Email="ines@guest", How_many="2", Guest_1="Jo")
    visitor.unfold("How you’d like to arrive, and more")
    visitor.choose("Meet me at the door")
    visitor.type(Access_needs="A chair near the door")
    visitor.press(SAVE)
    visitor.reads("“ines@guest” is missing its ending, such as .com.")
    for label, typed in (
        ("Your name", "Ines"), ("Email", "ines@guest"), ("How many", "2"), ("Guest 1", "Jo"),
        ("Access needs", "A chair near the door"),
    ):  # fmt: skip
        expect(visitor.field(label)).to_have_value(typed)
    expect(visitor.page.get_by_label("Meet me at the door")).to_be_checked()
    visitor.healthy("errors-email")
    visitor.type(Email=an_address("ines"))
    visitor.press(SAVE)
    visitor.headline("Two seats are yours")


def test_too_many_people_are_named_with_the_limit(visitor: Visitor) -> None:
    visitor.open(WALK)
    visitor.type(Your_name="Ines", Email=an_address("ines"), How_many="19")
    visitor.press(SAVE)
    expect(visitor.page.get_by_role("alert")).to_be_focused()
    expect(visitor.field("How many")).to_have_value("19")
    visitor.healthy("errors-many")


def test_an_old_form_shows_again_what_was_typed(arrive: Arrive, width: int) -> None:
    visitor = arrive(width)
    visitor.open(WALK)
    visitor.type(Your_name="Ines", Email=an_address("ines"))
    visitor.page.context.clear_cookies()
    visitor.press(SAVE)
    visitor.reads("What you entered is still here. Press the button again.")
    expect(visitor.field("Your name")).to_have_value("Ines")
    visitor.healthy("errors-old")
    visitor.press(SAVE)
    visitor.headline("One seat is yours")


def test_a_link_that_opens_nothing_explains_itself(visitor: Visitor) -> None:
    visitor.open("/rsvp/abcdefghijkl.mnopqrstuvwx")
    visitor.headline("This link no longer works")
    visitor.healthy("dead-link")
    visitor.open("/nothing/here")
    visitor.healthy("not-found")
