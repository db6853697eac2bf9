"""A form with errors, a full evening, the keyboard alone."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import DESK, Arrive
from tests.e2e.site import an_address
from tests.e2e.visitor import Visitor

SAVE = re.compile("^Save . seats?$")
WAIT = re.compile("^Wait for")


def test_a_form_with_errors_says_so_and_keeps_what_was_typed(visitor: Visitor) -> None:
    visitor.open("/events/tonight")
    visitor.type(Your_name="Priya", E_mail="priya@raghunathan")
    visitor.press(SAVE)
    visitor.reads('"priya@raghunathan" lacks its ending, such as .com')
    assert visitor.field("Your name").input_value() == "Priya"
    assert visitor.page.title().startswith("Error: ")
    expect(visitor.page.get_by_role("alert")).to_be_focused()
    visitor.healthy("event-errors")


def test_a_guest_waits_shrinks_and_leaves_the_line(visitor: Visitor) -> None:
    visitor.open("/events/full-house")
    visitor.healthy("full-house")
    visitor.type(Your_name="Wanda Kowalczyk", E_mail=an_address("wanda"), How_many="3")
    visitor.press(WAIT)
    visitor.reads("For a party of three you are")
    visitor.healthy("waiting")


def test_the_keyboard_alone_books_a_seat(arrive: Arrive) -> None:
    guest, email = arrive(DESK), an_address("kim")
    guest.open("/events/tonight")
    guest.page.keyboard.press("Tab")
    assert guest.page.evaluate("document.activeElement.textContent") == "Skip to the page"
    reaches(guest, "name")
    guest.page.keyboard.type("Kim Nguyen")
    reaches(guest, "email")
    guest.page.keyboard.type(email)
    reaches(guest, "arrival")
    guest.page.keyboard.press("ArrowDown")
    with guest.page.expect_navigation():
        guest.page.keyboard.press("Enter")
    guest.headline("One seat is yours")


def reaches(guest: Visitor, name: str) -> None:
    """Press Tab until the field with this name has the focus, visibly."""
    for _ in range(60):
        guest.page.keyboard.press("Tab")
        if guest.page.evaluate("document.activeElement.name") == name:
            style = "getComputedStyle(document.activeElement.closest('label') || document.activeElement)"
            own = "getComputedStyle(document.activeElement)"
            widths = guest.page.evaluate(f"[{style}.outlineWidth, {own}.outlineWidth]")
            assert any(width != "0px" for width in widths), f"nothing shows that {name} has the focus"
            return
    raise AssertionError(f"Tab never reaches {name}")
