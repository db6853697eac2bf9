"""The managing director writes down an event, fills it, sees who waits, and looks after all of them."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import Site, an_address
from tests.e2e.visitor import Visitor

DIRECTOR = "director@chapter.test"
STARTS = (datetime.now() + timedelta(days=20)).replace(hour=18, minute=30, second=0)  # noqa: DTZ005 - a wall
_numbers = count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_she_publishes_an_event_and_sees_who_waits(
    arrive: Arrive, site: Site, width: int, scripts: bool
) -> None:
    director = arrive(width, scripts=scripts)
    director.sign_in(DIRECTOR)
    assert director.path == "/office/"
    director.healthy("office")
    slug = publishes(director)
    ana, bea, cora = fills(arrive, slug)
    sees_who_waits(director, slug)
    takes_off(director, site, slug, bea, cora)
    moves_the_time(director, site, slug, ana)
    cancels(director, site, slug, ana, cora)


def publishes(director: Visitor) -> str:
    """Writes down an event with three seats, publishes it, and answers its slug."""
    title = f"Soup for three, number {next(_numbers)}"
    director.follow("Events")
    director.healthy("office-events")
    director.follow("New event")
    director.press("Save draft")
    director.reads("Enter a title.")
    director.healthy("office-new-errors")
    director.type(Title=title, Summary="Three chairs, one pot.", Place="The back room", Seats="3")
    director.type(Starts=f"{STARTS:%Y-%m-%dT%H:%M}", Ends=f"{STARTS + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    director.type(Description="Bring a *spoon*.")
    director.press("Save draft")
    director.headline(title)
    director.reads("Draft saved. Publish it when it’s ready.", "Booking is not open yet")
    director.healthy("office-draft")
    director.press("Publish")
    director.reads("Published.")
    director.healthy("office-published")
    return director.path.rsplit("/", 1)[-1]


def fills(arrive: Arrive, slug: str) -> list[str]:
    """Ana takes two seats in one browser, Bea the third in another; Cora waits."""
    emails = []
    for name, size, width, headline in (
        ("Ana", 2, PHONE, "Two seats are yours"),
        ("Bea", 1, DESK, "One seat is yours"),
        ("Cora", 1, PHONE, "You’re first on the waitlist"),
    ):
        emails.append(an_address(name.lower()))
        books(arrive(width), slug, name, emails[-1], size).headline(headline)
    return emails


def books(guest: Visitor, slug: str, name: str, email: str, size: int) -> Visitor:
    guest.open(f"/events/{slug}")
    guest.type(Your_name=name, Email=email, How_many=str(size))
    guest.page.keyboard.press("Enter")
    guest.page.wait_for_url("**/rsvp/**")
    return guest


def sees_who_waits(director: Visitor, slug: str) -> None:
    director.open("/office/events/")
    director.reads("One party waiting")
    director.open(f"/office/events/{slug}")
    director.reads("of 3, in 2 parties")
    director.healthy("office-guests")
    director.follow("Waitlist")
    director.reads("Cora")
    director.healthy("office-waitlist")


def takes_off(director: Visitor, site: Site, slug: str, bea: str, cora: str) -> None:
    """Bea is taken off; Cora is seated at once, and told why in one sentence."""
    director.open(f"/office/events/{slug}")
    director.follow("Bea")
    director.healthy("office-booking")
    director.follow("Cancel booking")
    director.healthy("office-take-off")
    director.type(Reason="She rang: a cold.")
    director.press("Cancel booking")
    director.reads("Bea’s booking is canceled. We sent an email to say so.")
    assert "She rang: a cold." in site.mail(bea, "Booking canceled")["text"]
    told = " ".join(site.mail(cora, "One seat is yours")["text"].split())
    assert "One seat opened up at " in told
    assert "Your party of one was first on the waitlist." in told
    assert "Bea" not in told


def moves_the_time(director: Visitor, site: Site, slug: str, ana: str) -> None:
    director.open(f"/office/events/{slug}/edit")
    director.healthy("office-edit")
    director.type(Starts=f"{STARTS + timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    director.press("Save")
    director.reads("Saved.", "2 people will get it")
    director.healthy("office-moved")
    director.press("Send now")
    director.reads("Sending now.")
    assert "7 to 8:30 p.m." in site.mail(ana, "New time or place")["text"]


def cancels(director: Visitor, site: Site, slug: str, ana: str, cora: str) -> None:
    director.follow("Cancel event")
    director.healthy("office-cancel")
    director.type(Reason="The pot has a hole.")
    director.press("Cancel event and email two parties")
    director.reads("The event is canceled.", "2 people will get it")
    director.healthy("office-cancelled-held")
    director.press("Send now")
    director.reads("Sending now.")
    director.healthy("office-cancelled")
    for email in (ana, cora):
        assert "The pot has a hole." in site.mail(email, "Canceled: ")["text"]
    director.open(f"/events/{slug}")
    director.reads("This event was canceled.", "The pot has a hole.")
    director.healthy("event-cancelled")


def test_she_moves_a_party_to_the_front(arrive: Arrive, site: Site, width: int) -> None:
    director = arrive(width)
    director.sign_in(DIRECTOR)
    slug = publishes(director)
    fills(arrive, slug)
    dora = an_address("dora")
    books(arrive(PHONE), slug, "Dora", dora, 1).headline("You’re second on the waitlist")
    director.open(f"/office/events/{slug}?status=waitlisted")
    director.follow("Dora")
    director.follow("Move to front")
    director.reads("is second on the waitlist and will pass one party")
    director.healthy("office-move-up")
    director.type(Reason="She carries the pot.")
    director.press("Move to front")
    director.reads("Dora is now first on the waitlist. We will send an email in ten minutes.")
    director.healthy("office-moved-up")
    director.press("Undo move")
    director.reads("Dora is back in the old place on the waitlist.")
    assert [mail["subject"] for mail in site.mails(dora) if "first in line" in mail["subject"]] == []
    director.follow("Email them")
    director.healthy("office-message")
    director.open(f"/office/events/{slug}/history")
    director.reads("to the front of the waitlist")
    director.healthy("office-history")


def test_two_editors_at_once_see_both_versions(arrive: Arrive, width: int) -> None:
    director, lead = arrive(width), arrive(width)
    director.sign_in(DIRECTOR)
    slug = publishes(director)
    lead.sign_in("events@chapter.test")
    for editor in (director, lead):
        editor.open(f"/office/events/{slug}/edit")
    lead.type(Summary="Three chairs, two pots.")
    lead.press("Save")
    director.type(Place="The front room")
    director.press("Save")
    director.reads("What someone else saved, and what you entered", "Three chairs, two pots.")
    expect(director.field("Place")).to_have_value("The front room")
    director.healthy("office-both-versions")
    director.type(Summary="Three chairs, two pots.")
    director.press("Save")
    director.reads("Saved.")
    director.open(f"/events/{slug}")
    director.reads("The front room", "Three chairs, two pots.")
