"""At the door without a signal: who has no booking, who helps, and what has to wait for one."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Arrive
from tests.e2e.door_evening import Evening, all_is_in, an_evening, at_the_door
from tests.e2e.site import Site


@pytest.fixture(scope="module")
def site(a_sample: Callable[[], str]) -> Iterator[Site]:
    """A sample chapter of its own: its evenings begin soon, and would stand first on the home page."""
    with Site(a_sample()) as site:
        yield site


@pytest.fixture
def evening(site: Site) -> Evening:
    return an_evening(site)


def walk_in(page: Page, name: str) -> None:
    """Somebody without a booking, from the screen and back to it."""
    page.get_by_role("link", name="Add walk-in").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Check in").click()
    expect(page.locator(".door-said")).to_contain_text(f"{name} is checked in.")


def test_a_walk_in_without_a_signal_is_kept_and_sent_once(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.context.set_offline(True)
    helper.reads("Offline.")
    page.get_by_role("link", name="Add walk-in").click()
    helper.headline("Add walk-in")
    helper.reads("No signal. This page was loaded at")
    helper.healthy("door-walk-in-offline")
    page.get_by_role("button", name="Check in").click()
    helper.reads("Enter a name.")
    page.go_back()
    walk_in(page, "Ola Walkin")
    helper.reads("Offline. 1 change is saved on this phone", "1 of 7")
    walk_in(page, "Iga Mistake")
    page.locator(".door-said button").click()
    helper.reads("Undone: Iga Mistake.", "Offline. 3 changes are saved on this phone", "1 of 7")
    page.reload()
    page.get_by_label("Name or organization").fill("ola")
    helper.reads("not sent yet")
    helper.healthy("door-walk-in-waits")
    assert "Ola Walkin" not in evening.came()
    page.context.set_offline(False)
    helper.reads("Sent. 1 of 7 are checked in.")
    all_is_in(page)
    came = evening.came()
    assert (came["Ola Walkin"], came["Iga Mistake"]) == (1, 0)
    page.get_by_label("Name or organization").fill("iga")
    helper.reads("This walk-in was undone.")
    helper.complaints.clear()  # the browser complains of each request that found no network


def test_what_needs_a_signal_says_so_and_leads_back(arrive: Arrive, evening: Evening) -> None:
    lead = arrive()
    lead.sign_in("events@chapter.test")
    page = at_the_door(lead, f"/door/{evening.slug}")
    page.get_by_label("Name or organization").fill("yola")
    page.locator(".door-open").first.click()
    page.get_by_role("link", name="See options").click()
    lead.headline("Yola Waits")
    page.get_by_label("Reason").fill("She came far")
    page.context.set_offline(True)
    page.get_by_role("button", name="Give seats").click()
    lead.reads("No signal, so nothing was sent.")
    expect(page.get_by_label("Reason")).to_have_value("She came far")
    page.evaluate("document.querySelector('form[action$=admit]').submit()")
    lead.headline("This page needs a signal")
    lead.reads("It is safe to do it twice")
    for link, words in (("First-timers", "Zofia Wu"), ("All events", "Try again")):
        page.goto(f"/door/{evening.slug}")
        page.get_by_role("link", name=link).click()
        lead.headline("This page needs a signal")
        lead.reads(words)
        if link == "First-timers":
            lead.reads("0 of 4 are here, and are listed first")
    lead.healthy("door-no-signal")
    page.goto(f"/door/{evening.slug}")
    page.get_by_label("Name or organization").fill("yola")
    page.locator(".door-open").first.click()
    page.get_by_role("link", name="See options").click()
    lead.reads("Yola Waits", "on the waitlist", "As of")
    page.get_by_role("link", name="Back to the door").click()
    lead.headline("The Long Table")
    page.context.set_offline(False)
    lead.complaints.clear()


def test_with_a_signal_she_shows_at_once_and_is_counted_once(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.route("**/list.json", lambda route: route.abort())  # the signal goes right after
    walk_in(page, "Ola Walkin")
    page.get_by_label("Name or organization").fill("walkin")
    helper.reads("1 of 7")
    expect(page.locator(".door-open")).to_have_count(1)
    helper.reads_not("not sent yet")
    page.unroute("**/list.json")
    helper.reads("1 of 7 are checked in.")
    for _ in range(2):
        listed = "Object.entries(localStorage).find(([name]) => name.endsWith(':list'))[1]"
        page.wait_for_function(
            f"JSON.parse({listed}).parties.some(one => one.name === 'Ola Walkin' && one.mark)"
        )
        page.reload()
    page.get_by_label("Name or organization").fill("walkin")
    expect(page.locator(".door-open")).to_have_count(1)
    helper.reads("1 of 7")
    helper.complaints.clear()


def test_a_walk_in_that_was_given_seats_again_comes_in(arrive: Arrive, evening: Evening) -> None:
    lead, helper = arrive(), arrive()
    page = at_the_door(helper, evening.phones[0])
    walk_in(page, "Ola Walkin")
    page.locator(".door-said button").click()
    helper.reads("Undone: Ola Walkin.", "0 of 6")
    all_is_in(page)
    lead.sign_in("events@chapter.test")
    lead.open(f"/door/{evening.slug}?q=ola")
    lead.page.locator(".door-list a, .door-open").first.click()
    lead.page.get_by_role("link", name="See options").click()
    lead.page.get_by_label("Reason").fill("She stayed")
    lead.press("Give seats")
    lead.reads("There is room. Choose who is here.")
    helper.reads("0 of 7")
    page.get_by_label("Name or organization").fill("ola")
    helper.reads_not("This walk-in was undone.")
    page.locator(".door-open").first.click()
    page.get_by_role("button", name="Check in").click()
    helper.reads("Ola Walkin is checked in.", "1 of 7")
    all_is_in(page)
    assert evening.came()["Ola Walkin"] == 1


def test_the_rows_by_wish_add_up_without_a_signal(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.context.set_offline(True)
    page.reload()
    helper.reads("Offline.")
    row = page.locator("[data-door-wishes] dd")
    expect(row).to_have_text("0 of 6")
    walk_in(page, "Ola Walkin")
    helper.reads("1 of 7")
    expect(row).to_have_text("1 of 7")
    page.goto(f"{evening.phones[0]}/new")
    helper.reads("This phone has no list of first-timers")
    helper.reads_not("been here before")
    helper.complaints.clear()


def test_a_volunteer_checks_in_by_name_and_by_code_without_a_signal(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    evening.also_helps("Bea Olszewska")
    page = at_the_door(helper, evening.phones[0])
    helper.reads("Volunteers: 0 of 2 are here.")
    page.context.set_offline(True)
    helper.reads("Offline.")
    page.get_by_label("Name or organization").fill("vera")
    page.locator(".door-open").click()
    helper.reads("Volunteer: Coats", "Where: Cloakroom")
    helper.healthy("door-helper")
    page.get_by_role("button", name="Check in").click()
    helper.reads("Vera Helps is checked in: Coats", "Volunteers: 1 of 2 are here.", "0 of 6")
    page.get_by_label("Name or organization").fill(evening.codes["Vera Helps"])
    page.keyboard.press("Enter")
    helper.reads("Vera Helps checked in at")
    page.get_by_label("Name or organization").fill(evening.codes["Bea Olszewska"])
    page.keyboard.press("Enter")
    helper.reads("Bea Olszewska is a guest and a volunteer tonight. Check in each one.")
    helper.healthy("door-both")
    for role in ("Volunteer: Bea Olszewska", "Bea Olszewska"):
        party = page.get_by_role("group", name=role, exact=True)
        party.get_by_role("button", name="Check in").click()
    helper.reads("Volunteers: 2 of 2 are here.", "1 of 6")
    page.context.set_offline(False)
    all_is_in(page)
    helper.reads("Sent. 1 of 6 are checked in.")
    assert evening.helpers() == {"Vera Helps": True, "Bea Olszewska": True}
    page.get_by_label("Name or organization").fill(evening.codes["Far Away"])
    page.keyboard.press("Enter")
    helper.reads("That shift is not part of an event")
    helper.complaints.clear()
