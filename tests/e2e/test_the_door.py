"""At the door with a phone: with a signal and without, by name and by camera."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from tests.e2e.conftest import CHROMIUM, PATIENCE, PHONE, QUIETLY, Arrive
from tests.e2e.door_evening import Evening, all_is_in, an_evening, at_the_door, film, let_in, waiting
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


def test_by_name_and_undone(arrive: Arrive, evening: Evening, width: int) -> None:
    helper = arrive(width)
    page = at_the_door(helper, evening.phones[0])
    helper.reads_not("Bea Olszewska")
    helper.healthy("door")
    page.get_by_label("Name or organization").fill("olsz")
    helper.reads("Bea Olszewska")
    helper.healthy("door-found")
    page.locator(".door-open").first.click()
    helper.healthy("door-party")
    page.get_by_role("button", name="Check in").click()
    helper.reads("Bea Olszewska is checked in.", "1 of 6")
    helper.healthy("door-in")
    all_is_in(page)
    assert evening.came()["Bea Olszewska"] == 1
    page.locator(".door-said button").click()
    helper.reads("Undone: Bea Olszewska.")
    all_is_in(page)
    assert evening.came()["Bea Olszewska"] == 0


def test_part_of_a_party_comes_later(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    page.get_by_label("Name or organization").fill("kasia")
    page.locator(".door-open").first.click()
    page.get_by_label("Guest 2").uncheck()
    page.get_by_role("button", name="Check in").click()
    helper.reads("Kasia Prairie is checked in, 2 of 3.")
    let_in(page, "kasia")
    helper.reads("Kasia Prairie is checked in, 3 of 3.")
    all_is_in(page)
    assert evening.came()["Kasia Prairie"] == 3


def test_by_the_keyboard_alone(arrive: Arrive, evening: Evening) -> None:
    helper = arrive(1280)
    page = at_the_door(helper, evening.phones[0])
    page.get_by_label("Name or organization").focus()
    page.keyboard.type("wanda")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wanda Nowak")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Wanda Nowak").last).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    helper.reads("Wanda Nowak is checked in.")


def test_without_a_signal_nothing_is_lost(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    context: BrowserContext = page.context
    context.set_offline(True)
    helper.reads("Offline.")
    for letters in ("bea", "wanda", "zofia"):
        let_in(page, letters)
    page.locator(".door-said button").click()
    helper.reads("Offline. 4 changes are saved on this phone")
    assert sum(evening.came().values()) == 0
    helper.healthy("door-offline")
    page.reload()
    helper.reads("Offline. 4 changes are saved on this phone", "2 of 6")
    let_in(page, "kasia")
    assert waiting(page) == 5
    context.set_offline(False)
    helper.reads("Sent. 5 of 6 are checked in.")
    all_is_in(page)
    came = {name: number for name, number in evening.came().items() if number}
    assert came == {"Bea Olszewska": 1, "Wanda Nowak": 1, "Kasia Prairie": 3}
    helper.complaints.clear()  # the browser complains of each request that found no network


def test_who_was_signed_out_loses_nothing(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    signed_out = {"status": 401, "content_type": "application/problem+json", "body": '{"status": 401}'}
    for address in ("**/live.json*", "**/moves"):
        page.route(address, lambda route: route.fulfill(**signed_out))
    let_in(page, "bea")
    helper.reads("Offline. 1 change is saved on this phone")
    assert sum(evening.came().values()) == 0
    page.unroute_all()
    all_is_in(page)
    assert evening.came()["Bea Olszewska"] == 1
    helper.complaints.clear()  # the browser complains of each answer that refuses


def test_two_phones_and_the_earliest_counts(arrive: Arrive, evening: Evening) -> None:
    first, second = arrive(), arrive()
    one, two = (at_the_door(who, phone) for who, phone in zip((first, second), evening.phones, strict=True))
    for page in (one, two):
        page.context.set_offline(True)
    let_in(one, "bea")
    earliest = datetime.now(UTC)
    one.wait_for_timeout(1500)
    let_in(two, "bea")
    two.context.set_offline(False)
    all_is_in(two)
    one.context.set_offline(False)
    all_is_in(one)
    assert evening.came()["Bea Olszewska"] == 1
    assert evening.came_at("Bea Olszewska") <= earliest
    let_in(two, "zofia")
    one.get_by_label("Name or organization").fill("zofia")
    first.reads("Checked in ")
    first.complaints.clear()
    second.complaints.clear()


@pytest.mark.parametrize("wrong", [20, -20])
def test_a_phone_whose_clock_is_wrong(arrive: Arrive, evening: Evening, wrong: int) -> None:
    helper = arrive()
    helper.page.clock.install(time=datetime.now(UTC) + timedelta(minutes=wrong))
    helper.page.clock.resume()
    page = at_the_door(helper, evening.phones[0])
    before = datetime.now(UTC)
    let_in(page, "bea")
    all_is_in(page)
    assert before - timedelta(seconds=5) < evening.came_at("Bea Olszewska") < datetime.now(UTC)


def test_a_greeter_is_told_when_somebody_new_comes_in(arrive: Arrive, evening: Evening) -> None:
    lead, helper = arrive(), arrive()
    lead.sign_in("events@chapter.test")
    greeting = at_the_door(lead, f"/door/{evening.slug}")
    page = at_the_door(helper, evening.phones[0])
    let_in(page, "zofia")
    lead.reads("First-timers who just checked in: Zofia Wu.")
    greeting.get_by_role("link", name="First-timers").click()
    lead.reads("Zofia Wu")
    lead.healthy("door-new")
    lead.open("/door/")
    lead.healthy("doors")
    lead.open(f"/office/events/{evening.slug}/door")
    lead.healthy("office-door")
    lead.open("/office/events/?show=past")
    lead.page.locator("tbody th a").first.click()
    lead.follow("Check-in")
    lead.reads("Who came")
    lead.healthy("office-door-after")
    helper.reads_not("First-timer")


def test_each_refusal_has_its_own_words(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    for name, words in (
        ("Lin Chen", "canceled"), ("Yola Waits", "on the waitlist"), ("Elsewhere", "for another event"),
        ("nobody", "don’t recognize this code"),
    ):  # fmt: skip
        page.get_by_label("Name or organization").fill(evening.codes.get(name, "a" * 32))
        page.keyboard.press("Enter")
        helper.reads(words)
        expect(page.locator(".door-said")).to_have_attribute("data-kind", "refused")
    helper.healthy("door-refused")


def test_a_revoked_link_wipes_the_list(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    evening.revoke()
    helper.reads("This link has ended.")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Bea" not in kept
    page.reload()
    helper.headline("This link has ended")


def test_without_scripts_the_door_works_as_plain_forms(arrive: Arrive, evening: Evening) -> None:
    helper = arrive(scripts=False)
    helper.open(evening.phones[0])
    helper.page.get_by_label("Name or organization").fill("bea")
    helper.press("Find")
    helper.healthy("door-plain")
    helper.press("In Bea Olszewska")
    helper.reads("Bea Olszewska is checked in.")
    assert evening.came()["Bea Olszewska"] == 1
    helper.follow("Add walk-in")
    helper.healthy("door-walk-in")
    helper.type(Name="Ola Walkin")
    helper.press("Check in")
    helper.reads("Ola Walkin is checked in.")


@pytest.fixture
def filmed(chromium: Browser, evening: Evening, site: Site, tmp_path: Path) -> Iterator[Visitor]:
    """A phone whose camera is held before Bea's code."""
    seen = film(tmp_path / "code.y4m", evening.codes["Bea Olszewska"])
    fake = (
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={seen}",
    )  # fmt: skip
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*QUIETLY, *fake])
    size: ViewportSize = {"width": PHONE, "height": 844}
    context = browser.new_context(base_url=site.url, viewport=size, permissions=["camera"])
    context.set_default_timeout(PATIENCE)
    yield Visitor(site, context.new_page(), PHONE)
    browser.close()


def test_the_camera_reads_a_code(filmed: Visitor, evening: Evening) -> None:
    page = at_the_door(filmed, evening.phones[0])
    page.get_by_text("Express").click()
    page.get_by_role("button", name="Scan a code").click()
    filmed.reads("Bea Olszewska is checked in.")
    all_is_in(page)
    assert evening.came()["Bea Olszewska"] == 1
    page.get_by_role("button", name="Close camera").click()
    page.get_by_text("Choose who").click()
    page.get_by_role("button", name="Scan a code").click()
    filmed.reads("Bea Olszewska checked in at")
    assert evening.came()["Bea Olszewska"] == 1
    assert filmed.complaints == []


def test_a_list_that_was_kept_for_a_day_is_gone(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    page = at_the_door(helper, evening.phones[0])
    assert "Bea" in page.evaluate("JSON.stringify(localStorage)")
    page.context.set_offline(True)
    page.clock.install(time=datetime.now(UTC) + timedelta(hours=24, minutes=1))
    page.reload()
    expect(page.locator("[data-door]")).to_be_attached()
    assert "Bea" not in page.evaluate("JSON.stringify(localStorage)")
    helper.complaints.clear()  # the browser complains of each request that found no network


def test_sound_is_off_until_it_is_asked_for(arrive: Arrive, evening: Evening) -> None:
    helper = arrive()
    helper.page.add_init_script(
        "globalThis.heard = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (at) { heard += 1; start.call(this, at); }"
    )
    page = at_the_door(helper, evening.phones[0])
    let_in(page, "olsz")
    assert page.evaluate("heard") == 0
    page.get_by_label("Sound").check()
    let_in(page, "zofia")
    assert page.evaluate("heard") == 2


def test_the_decoder_of_the_browser_is_asked_first(filmed: Visitor, evening: Evening) -> None:
    seen = evening.codes["Zofia Wu"]
    filmed.page.add_init_script(
        "globalThis.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; }"
        f" async detect() {{ return [{{ rawValue: '{seen}' }}]; }} }}"
    )
    page = at_the_door(filmed, evening.phones[0])
    page.get_by_text("Express").click()
    page.get_by_role("button", name="Scan a code").click()
    filmed.reads("Zofia Wu is checked in.")
    all_is_in(page)
    assert (evening.came()["Zofia Wu"], evening.came()["Bea Olszewska"]) == (1, 0)
