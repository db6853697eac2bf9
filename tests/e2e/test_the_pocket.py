"""Her pocket page: it opens without a signal, and what she promised arrives once."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.hello.models.hellos import Promise
from tests.e2e.conftest import Arrive
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor
from tests.factories import a_booking, an_event


@pytest.fixture
def address(site: Site) -> str:
    """The pocket page of somebody who comes tonight."""
    now = datetime.now(UTC)
    with site.app().app_context(), db.writing():
        event = an_event("Soup and stories", starts_at=now + timedelta(hours=1), visibility="unlisted")
        return f"/rsvp/{a_booking(event, now=now).token}/pocket"


def promised(site: Site, address: str) -> list[str]:
    """What the chapter keeps of what she promised."""
    public_id = address.split("/")[2].split("-")[0]
    with site.app().app_context():
        kept = select(Promise.words).join(Promise.rsvp).where(Rsvp.public_id == public_id)
        return list(db.session.scalars(kept.order_by(Promise.id)))


def in_her_pocket(visitor: Visitor, address: str) -> Page:
    """Open it, and wait until the phone holds it."""
    visitor.open(address)
    expect(visitor.page.locator("[data-pocket-kept=yes]")).to_be_attached()
    return visitor.page


def note(page: Page, words: str) -> None:
    page.get_by_label("To whom, and what").fill(words)
    page.get_by_role("button", name="Keep it").click()


def test_what_she_promised_without_a_signal_arrives_once(arrive: Arrive, site: Site, address: str) -> None:
    guest = arrive()
    page = in_her_pocket(guest, address)
    guest.healthy("pocket")
    page.context.set_offline(True)
    note(page, "Send Bea the recipe")
    note(page, "Call Iga")
    guest.reads("2 notes wait on this phone")
    assert promised(site, address) == []
    page.reload()
    guest.reads("Three ways to begin", "A kind way to leave", "Send Bea the recipe", "Call Iga")
    guest.healthy("pocket-offline")
    guest.complaints.clear()  # the browser complains of each request that found no network
    page.context.set_offline(False)
    expect(page.locator("[data-pocket]")).to_have_attribute("data-pocket-waits", "0")
    assert promised(site, address) == ["Send Bea the recipe", "Call Iga"]
    page.reload()
    guest.reads("Send Bea the recipe", "Call Iga")
    assert promised(site, address) == ["Send Bea the recipe", "Call Iga"]


def test_a_week_later_the_phone_holds_nothing(arrive: Arrive, address: str) -> None:
    guest = arrive()
    page = in_her_pocket(guest, address)
    page.wait_for_function(
        "(name) => caches.keys().then((names) => names.join() === name)", arg=f"pocket:{address}"
    )
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=8))
    page.reload()
    page.wait_for_function("caches.keys().then((names) => names.length === 0)")


def test_without_javascript_it_is_a_page_with_a_form(arrive: Arrive, site: Site, address: str) -> None:
    guest = arrive(scripts=False)
    guest.open(address)
    note(guest.page, "Send Bea the recipe")
    guest.reads("Send Bea the recipe")
    assert promised(site, address) == ["Send Bea the recipe"]
