"""A full evening: three wait, become two, are asked, say yes; the event moves and her calendar follows."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from icalendar import Calendar

from tests.e2e.conftest import DESK, Arrive
from tests.e2e.site import Site, an_address, link_in
from tests.e2e.visitor import Visitor

DIRECTOR = "director@chapter.test"
STARTS = (datetime.now() + timedelta(days=20)).replace(hour=18, minute=30, second=0)  # noqa: DTZ005 - a wall
_numbers = count(1)


def test_a_party_of_three_waits_shrinks_to_two_is_asked_and_says_yes(
    arrive: Arrive, site: Site, visitor: Visitor
) -> None:
    director = arrive(DESK)
    slug = writes_down_an_event_that_asks(director)
    ana = books(arrive(DESK), slug, "Ana Ruiz", "2", "Save 2 seats")
    books(arrive(DESK), slug, "Bea Olszewska", "1", "Save 1 seat")
    email = an_address("maren")
    waits_and_shrinks(visitor, slug, email)
    ana.unfold("Cancel booking")
    ana.press("Cancel booking")
    ana.headline("Your booking is canceled")

    offer = site.mail(email, "Two seats are held for you")
    assert "Your party of two was first on the waitlist" in " ".join(offer["text"].split())
    staff_see_the_offer(director, slug)
    says_yes(visitor, offer)
    site.mail(email, "Two seats are yours")
    before = her_calendar(visitor)

    moves_by_an_hour(director, slug)
    moved = site.mail(email, "New time or place")
    assert "event.ics" in [file["filename"] for file in moved["attachments"]]
    visitor.open(link_in(moved, lambda address: "/rsvp/" in address))
    after = her_calendar(visitor)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(hours=1)

    visitor.open(f"{visitor.path}/cant-come")
    visitor.headline("Can’t make it?")
    visitor.healthy("cant-come")


def writes_down_an_event_that_asks(director: Visitor) -> str:
    """Three seats; who is next is asked."""
    director.sign_in(DIRECTOR)
    director.open("/office/events/new")
    director.type(Title=f"Asked first, number {next(_numbers)}", Place="The back room", Seats="3")
    director.type(Starts=f"{STARTS:%Y-%m-%dT%H:%M}", Ends=f"{STARTS + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    director.choose("Hold it for the next party")
    director.healthy("office-new-event-that-asks")
    director.press("Save draft")
    director.press("Publish")
    director.reads("Published.")
    return director.path.rsplit("/", 1)[-1]


def books(guest: Visitor, slug: str, name: str, size: str, button: str) -> Visitor:
    guest.open(f"/events/{slug}")
    guest.type(Your_name=name, Email=an_address(name.split()[0].lower()), How_many=size)
    guest.press(button)
    guest.reads("yours")
    return guest


def waits_and_shrinks(visitor: Visitor, slug: str, email: str) -> None:
    visitor.open(f"/events/{slug}")
    visitor.reads("All 3 seats are taken.")
    visitor.type(Your_name="Maren Holt", Email=email, How_many="3")
    visitor.press("Join the waitlist")
    visitor.headline("You’re first on the waitlist")
    visitor.reads("we’ll hold them for you")
    visitor.type(How_many="2")
    visitor.press("Save")
    visitor.headline("You’re first on the waitlist")
    visitor.reads("Your party is now two.")


def staff_see_the_offer(director: Visitor, slug: str) -> None:
    director.open(f"/office/events/{slug}?status=waitlisted")
    director.reads("Maren Holt", "two seats held", "2 offered")
    director.healthy("office-queue")


def says_yes(visitor: Visitor, offer: dict[str, str]) -> None:
    """By the link of her mail, and the one large button."""
    visitor.open(link_in(offer, lambda address: "/rsvp/" in address))
    visitor.headline("Two seats are held for you")
    visitor.reads("Two seats opened up", "Are you coming?")
    visitor.healthy("offer")
    visitor.press("Take the two seats")
    visitor.headline("Two seats are yours")
    visitor.healthy("offer-taken")


def her_calendar(visitor: Visitor) -> Any:
    """The event as it stands in the file that her page gives her."""
    visitor.unfold("Add to calendar")
    with visitor.page.expect_download() as download:
        visitor.link("Apple or calendar file").first.click()
    return Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")[0]


def moves_by_an_hour(director: Visitor, slug: str) -> None:
    director.open(f"/office/events/{slug}/edit")
    starts, hour = STARTS, timedelta(hours=1)
    director.type(Starts=f"{starts + hour:%Y-%m-%dT%H:%M}", Ends=f"{starts + 3 * hour:%Y-%m-%dT%H:%M}")
    director.press("Save")
    director.reads("Saved.", "2 people will get it", "Until then you can undo it, and nobody gets an email.")
    director.healthy("office-before-it-leaves")
    director.press("Send now")
    director.reads("Sending now.")


def test_two_of_four_take_their_seats_and_the_others_wait_on(site: Site, visitor: Visitor) -> None:
    mail = next(mail for mail in site.mails(limit=1000) if "take two of your four now?" in mail["subject"])
    visitor.open(link_in(mail, lambda address: "/rsvp/" in address))
    visitor.reads("Two seats are open: take two of your four now?")
    visitor.healthy("saved-seats")
