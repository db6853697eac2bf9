"""She publishes an evening, it fills, somebody waits and is seated; errors; the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import Site, an_address, link_in
from tests.e2e.visitor import Visitor

SAVE = re.compile("^Save . seats?$")
WAIT = re.compile("^Wait for")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_evening_is_published_fills_and_moves_up(arrive: Arrive, site: Site, scripts: bool) -> None:
    director = arrive(DESK, scripts=scripts)
    address = publishes(director, f"Two chairs {'with' if scripts else 'without'} a script")
    ana, bea = an_address("ana"), an_address("bea")
    books(arrive(PHONE, scripts=scripts), address, "Ana Ruiz", ana, size=2, button=SAVE)
    books(arrive(DESK, scripts=scripts), address, "Bea Okafor", bea, size=2, button=WAIT)
    assert "second" not in site.mail(bea, "first in line")["text"]

    director.open(address.replace("/events/", "/office/events/"))
    director.reads("Ana Ruiz", "Bea Okafor")
    director.healthy("office-event")
    director.follow("Ana Ruiz")
    director.healthy("office-booking")
    director.follow("Take off the list")
    director.type(Why="She asked by telephone.")
    director.press(re.compile("seats back$"))
    assert "She asked by telephone." in site.mail(ana, "Given back")["text"]

    seated = site.mail(bea, "Two seats are yours")
    assert "you were first in line with a party of two" in " ".join(seated["text"].split())
    assert "Ana" not in seated["text"]
    guest = arrive(PHONE, scripts=scripts)
    guest.open(link_in(seated, lambda link: "/rsvp/" in link))
    guest.headline("Two seats are yours")
    guest.healthy("booking-seated")


def publishes(director: Visitor, title: str) -> str:
    """Write an event down with two seats and publish it; the path of its public page."""
    director.open("/signin")
    director.sign_in("director@chapter.test")
    director.healthy("office")
    director.open("/office/events/new")
    director.healthy("office-new-event")
    director.type(
        Title=title, Begins="2031-05-06T18:30", Ends="2031-05-06T20:00", Seats="2", Place="A kitchen"
    )
    director.press("Keep as a draft")
    director.headline(title)
    director.press("Publish")
    slug = director.path.rstrip("/").rpartition("/")[2]
    return f"/events/{slug}"


def books(guest: Visitor, address: str, name: str, email: str, *, size: int, button: re.Pattern[str]) -> None:
    """Fill the public form and press its button."""
    guest.open(address)
    guest.type(Your_name=name, E_mail=email, How_many=str(size))
    guest.press(button)
    guest.healthy("booked")


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
