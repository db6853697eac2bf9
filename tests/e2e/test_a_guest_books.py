"""She books for herself and a friend, opens the mail, changes by its link, gives all back."""

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Download, Locator, TimeoutError

from tests.e2e.conftest import DESK, PATIENCE, PHONE, Arrive
from tests.e2e.site import Site, an_address
from tests.e2e.visitor import Visitor

PRESSES = 3
FILE = "Apple or calendar file"
TABLE = "The Long Table: a supper for first-timers"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_she_books_for_two_changes_and_gives_all_back(
    arrive: Arrive, site: Site, width: int, scripts: bool
) -> None:
    nora, email = arrive(width, scripts=scripts), an_address("nora")
    books_for_two(nora, email)
    opens_the_mail(nora, email)
    changes_to_one(nora, site, email)
    gives_it_back(nora, site, email)


def books_for_two(nora: Visitor, email: str) -> None:
    nora.open("/")
    nora.healthy("home")
    nora.follow("Save a seat")
    nora.headline(TABLE)
    nora.healthy("event")
    nora.type(Your_name="Nora Lindqvist", Email=email, How_many="2")
    nora.type(Guest_1="Ida")
    nora.unfold("How you’d like to arrive, and more")
    nora.choose("Ten minutes early")
    nora.type(Food_needs="No nuts for Ida, <b>really</b> none")
    nora.healthy("event-filled")
    nora.press(re.compile("^Save [0-9]+ seats?$"))
    nora.headline("Two seats are yours")
    nora.reads("Ida", "Ten minutes early, quietly", "No nuts for Ida, <b>really</b> none")
    assert picture_loads(nora, "Your check-in code")
    nora.healthy("booking")
    check_calendar(nora)


def opens_the_mail(nora: Visitor, email: str) -> None:
    nora.site.mail(email, "Two seats are yours")
    nora.open("/demo/mailbox")
    nora.healthy("mailbox")
    nora.type(Email_address=email)
    nora.press("Search")
    nora.follow(f"Two seats are yours: {TABLE}")
    nora.healthy("mail")
    html = nora.page.frame_locator("iframe")
    assert html.get_by_role("heading", level=1).inner_text().startswith("Two seats are yours")
    plain = nora.page.get_by_label("The email as plain text").inner_text()
    assert "Dear Nora," in plain
    assert nora.link("ticket").or_(nora.link(".ics")).count() >= 1
    leave_by(nora, html.get_by_role("link", name="See or change your booking"))
    nora.headline("Two seats are yours")


def leave_by(visitor: Visitor, link: Locator) -> None:
    """Press a link inside of a frame until the page is another: a browser lets a frame lead the whole page
    away only in the seconds after a press, and a busy machine takes longer."""
    before, patience = visitor.page.url, PATIENCE // PRESSES
    for _ in range(PRESSES):
        link.click()
        try:
            return visitor.page.wait_for_url(lambda address: address != before, timeout=patience)
        except TimeoutError:
            continue
    raise AssertionError(f"{before} stays, however often the link is pressed")


def changes_to_one(nora: Visitor, site: Site, email: str) -> None:
    nora.type(How_many="1")
    nora.press("Save")
    nora.headline("One seat is yours")
    nora.reads("One seat is yours. We’re emailing you a confirmation.")
    nora.healthy("booking-changed")
    site.mail(email, "Your booking was for two and is now for one.")


def gives_it_back(nora: Visitor, site: Site, email: str) -> None:
    nora.unfold("Cancel booking")
    nora.healthy("booking-give-back")
    nora.press("Cancel booking")
    nora.headline("Your booking is canceled")
    nora.healthy("booking-given-back")
    given_back = site.mail(email, "Your booking is canceled")
    assert given_back["subject"] == f"Booking canceled: {TABLE}"
    nora.follow("book again on the event’s page")
    nora.headline(TABLE)


def check_calendar(nora: Visitor) -> None:
    file = downloaded(nora, FILE)
    [event] = Calendar.from_ical(file).walk("VEVENT")
    assert event["SUMMARY"] == TABLE
    assert event["UID"]
    assert re.search(rb"DTSTART[^\r\n]*Z\r\n", file)


def downloaded(visitor: Visitor, words: str) -> bytes:
    visitor.unfold("Add to calendar")
    with visitor.page.expect_download() as waiting:
        visitor.link(words).first.click()
    download: Download = waiting.value
    return download.path().read_bytes()


def picture_loads(visitor: Visitor, alt: str) -> bool:
    picture = visitor.page.get_by_alt_text(alt)
    return bool(picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 0)"))


def test_a_tablet_shows_the_same_pages_without_fault(arrive: Arrive) -> None:
    visitor = arrive(768)
    for name, path in (("home", "/"), ("events", "/events/"), ("event", "/events/kiln-night")):
        visitor.open(path)
        visitor.healthy(name)


def test_the_event_itself_can_be_put_into_a_calendar(arrive: Arrive) -> None:
    for width in (PHONE, DESK):
        visitor = arrive(width)
        visitor.open("/events/kiln-night")
        [event] = Calendar.from_ical(downloaded(visitor, FILE)).walk("VEVENT")
        assert event["SUMMARY"] == "Kiln night: bowls for the soup"
