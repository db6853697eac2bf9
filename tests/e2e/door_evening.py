"""Doors for the stories: an evening with guests, a phone that stands there, and what its camera sees."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import segno
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from chapter import db
from chapter.audit import Actor
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import bookings
from chapter.checkin.models import DoorLink
from chapter.checkin.rules import door_links
from chapter.events.models import Event
from chapter.shifts.models import Opportunity, Shift, Signup
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor
from tests.factories import GUEST, a_booking, a_person, an_event
from tests.shifts.shifts import a_shift, an_opportunity, takes

WIDTH, HEIGHT, FRAMES = 640, 480, 4
NAMES = ("Bea Olszewska", "Wanda Nowak", "Zofia Wu", "Kasia Prairie", "Lin Chen")


@dataclass
class Evening:
    """One event whose door is open, and the links of two helpers. Addresses and codes are plain text."""

    site: Site
    slug: str
    phones: tuple[str, str]
    codes: dict[str, str]

    def came(self) -> dict[str, int]:
        """How many of each party are in, as the chapter knows it."""
        with self.site.app().app_context():
            rows = db.session.execute(select(Rsvp.name, Rsvp.came).join(Event).where(Event.slug == self.slug))
            return {row.name: row.came for row in rows}

    def came_at(self, name: str) -> datetime:
        """When the first of a party came in."""
        with self.site.app().app_context():
            found = select(Rsvp.came_at).join(Event).where(Event.slug == self.slug, Rsvp.name == name)
            return db.session.scalars(found).one() or datetime.min.replace(tzinfo=UTC)

    def helpers(self) -> dict[str, bool]:
        """Who has a shift here, and whether she is checked in."""
        with self.site.app().app_context():
            hers = select(Signup.name, Signup.came_at).join(Signup.shift).join(Shift.opportunity).join(Event)
            rows = db.session.execute(hers.where(Event.slug == self.slug))
            return {row.name: row.came_at is not None for row in rows}

    def also_helps(self, name: str) -> None:
        """A guest takes a shift, too."""
        now = datetime.now(UTC)
        with self.site.app().app_context(), db.writing():
            of_it = select(Rsvp).join(Event).where(Event.slug == self.slug, Rsvp.name == name)
            guest = db.session.scalars(of_it).one()
            guest.proof = "mailbox"
            coats = select(Shift).join(Shift.opportunity).where(Opportunity.event_id == guest.event_id)
            takes(db.session.scalars(coats).one(), guest.person, now)

    def revoke(self) -> None:
        """End the helpers' links."""
        now = datetime.now(UTC)
        with self.site.app().app_context(), db.writing():
            links = select(DoorLink).join(Event).where(Event.slug == self.slug)
            for link in db.session.scalars(links):
                door_links.revoke_door_link(link, by=GUEST, now=now)


def an_evening(site: Site) -> Evening:
    """Five parties: Lin gave hers back, Kasia comes with two, and Yola waits for seats. Vera helps."""
    now = datetime.now(UTC)
    with site.app().app_context(), db.writing():
        event = an_event("The Long Table", seats=8, starts_at=now + timedelta(hours=1))
        made = {name: a_booking(event, name=name, of=3 if "Kasia" in name else 1, now=now) for name in NAMES}
        bookings.cancel(made["Lin Chen"], by=GUEST, now=now)
        made["Yola Waits"] = a_booking(event, name="Yola Waits", of=6, now=now)
        links = [
            door_links.make_door_link(event, name, 4, by=Actor("guest"), now=now)
            for name in ("Halina", "Iga")
        ]
        db.session.flush()
        other = an_event("Another evening", starts_at=now + timedelta(hours=1))
        made["Elsewhere"] = a_booking(other, now=now)
        db.session.flush()
        codes = {name: rsvp.checkin_code for name, rsvp in made.items()}
        codes |= {name: signup.checkin_code for name, signup in _helpers(event, now).items()}
        phones = (f"/door/t/{links[0].token}", f"/door/t/{links[1].token}")
        return Evening(site, event.slug, phones, codes)


def _helpers(event: Event, now: datetime) -> dict[str, Signup]:
    """One at the coats, and somebody whose shift belongs to no event."""
    wall = (
        (now + timedelta(minutes=30))
        .astimezone(event.zone_info)
        .replace(tzinfo=None, second=0, microsecond=0)
    )
    coats = an_opportunity(title="Coats", place="Cloakroom", event_id=event.id)
    alone = an_opportunity(title="Pantry")
    vera, far = a_person("Vera Helps"), a_person("Far Away")
    shift = a_shift(coats, at=wall, of=4)
    return {
        "Vera Helps": takes(shift, vera, now),
        "Far Away": takes(a_shift(alone, at=wall), far, now),
    }


def at_the_door(visitor: Visitor, address: str) -> Page:
    """Open it, and wait until the phone holds the list and the page."""
    visitor.open(address)
    page = visitor.page
    expect(page.locator("[data-door-kept=yes][data-door-known=yes]")).to_be_attached()
    return page


def let_in(page: Page, letters: str) -> None:
    """By name: type, open, confirm."""
    page.get_by_label("Name or organization").fill(letters)
    page.locator(".door-open").first.click()
    page.get_by_role("button", name="Check in").click()
    expect(page.locator(".door-said")).to_have_attribute("data-kind", "done")


def waiting(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter(name => name.includes(':move:')).length"))


def all_is_in(page: Page) -> None:
    """The phone has nothing left to send."""
    expect(page.locator("[data-door]")).to_have_attribute("data-door-waits", "0")
    assert waiting(page) == 0


def film(path: Path, code: str) -> Path:
    """What a camera sees that is held before a code: uncompressed video (Y4M) for Chromium's fake device."""
    drawn = io.BytesIO()
    segno.make(code, error="m").save(drawn, kind="png", scale=10, border=4)
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    square = Image.open(drawn).convert("L")
    picture.paste(square, ((WIDTH - square.width) // 2, (HEIGHT - square.height) // 2))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + picture.tobytes() + grey
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return path
