"""What a link that has ended leaves on a phone: nothing of anybody, and a word on who does not count."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.door_evening import Evening, an_evening, at_the_door, let_in
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@pytest.fixture(scope="module")
def site(a_sample: Callable[[], str]) -> Iterator[Site]:
    """A sample chapter of its own: its evenings begin soon, and would stand first on the home page."""
    with Site(a_sample()) as site:
        yield site


@pytest.fixture
def evening(site: Site) -> Evening:
    return an_evening(site)


def types(page: Page, name: str) -> None:
    """Somebody without a booking, with an email, on the form that is open."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill("late@example.test")
    page.get_by_role("button", name="Check in").click()


def kept(page: Page) -> str:
    """All that the phone keeps."""
    return str(page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})"))


def is_told(helper: Visitor, name: str) -> None:
    """That she is not on the list, and whom to tell; and the phone has forgotten her."""
    helper.reads(f"{name} was not added. This link had ended by then. Tell the event lead.")
    helper.reads_not(f"{name} is checked in")
    helper.reads_not("Open the form again")
    for word in (name, "late@example.test", "Bea"):
        assert word not in kept(helper.page)


def test_a_form_that_was_open_when_the_link_ended(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.get_by_role("link", name="Add walk-in").click()
    helper.headline("Add walk-in")
    evening.revoke()
    types(page, "Late Walk")
    helper.headline("This link has ended")
    is_told(helper, "Late Walk")
    helper.healthy("door-ended")
    assert "Late Walk" not in evening.came()
    page.get_by_role("button", name="OK").click()
    helper.reads_not("Late Walk")


def test_what_was_done_without_a_signal_after_the_end(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.context.set_offline(True)
    helper.reads("Offline.")
    let_in(page, "wanda")
    evening.revoke()
    let_in(page, "zofia")
    page.get_by_role("link", name="Add walk-in").click()
    types(page, "Late Walk")
    helper.reads("Late Walk is checked in. No signal", "Offline. 3 changes are saved on this phone")
    page.context.set_offline(False)
    helper.reads("Zofia Wu: this did not count, because your link had ended. Tell the event lead.")
    is_told(helper, "Late Walk")
    came = evening.came()
    assert (came["Wanda Nowak"], came["Zofia Wu"], "Late Walk" in came) == (1, 0, False)
    helper.complaints.clear()  # the browser complains of each request that found no network


def test_what_waits_is_sent_when_the_ended_page_opens(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.get_by_role("link", name="Add walk-in").click()
    page.context.set_offline(True)
    types(page, "Early Walk")
    helper.reads("Early Walk is checked in. No signal")
    evening.revoke()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(evening.phones[0])
    helper.headline("This link has ended")
    helper.reads("Everything saved on this phone was sent.")
    assert evening.came()["Early Walk"] == 1
    assert "Early Walk" not in kept(page)
    helper.complaints.clear()


def test_the_end_of_one_door_leaves_the_others(arrive: Arrive, evening: Evening, site: Site) -> None:
    other = an_evening(site)
    helper = arrive()
    at_the_door(helper, other.phones[0])
    page = at_the_door(helper, evening.phones[0])
    evening.revoke()
    helper.reads("This link has ended.")
    addresses = (
        """async () => (await (await caches.open("door")).keys()).map(({ url }) => new URL(url).pathname)"""
    )
    page.wait_for_function(f"async () => !(await ({addresses})()).includes('{evening.phones[0]}')")
    left = page.evaluate(addresses)
    assert {other.phones[0], f"{other.phones[0]}/walk-in", "/door/no-signal.html"} <= set(left)
    assert not [one for one in left if one.startswith(evening.phones[0])]
    page.context.set_offline(True)
    page.goto(other.phones[0])
    helper.headline("The Long Table")
    let_in(page, "bea")
    helper.complaints.clear()


def test_what_nobody_can_take_any_more_is_forgotten_and_told(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.get_by_role("link", name="Add walk-in").click()
    page.context.set_offline(True)
    types(page, "Late Walk")
    helper.reads("Late Walk is checked in.")
    helper.reads("1 change is saved on this phone. Keep going, and find a signal by")
    page.clock.install(time=datetime.now(UTC) + timedelta(days=2))
    page.reload()
    helper.reads("1 change was not sent or read in time", "Tell the event lead who came.")
    for word in ("Late Walk", "late@example.test"):
        assert word not in kept(page)
    page.get_by_role("button", name="OK").click()
    expect(page.locator("[data-door-notes]")).to_be_hidden()
    helper.complaints.clear()
