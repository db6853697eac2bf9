"""What goes with every answer: the policy of what may run, who may keep it, its number, and whose address.

Incidents 3, 6 and 25.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

import config
from chapter.logs.redaction import redact
from chapter.security import throttle
from tests.access_table import PAGES, TABLE, once_each
from tests.browser import Browser, Page
from tests.conftest import SETTINGS
from tests.factories import an_event, sign_in
from tests.further_applications import application
from tests.seed.chapter import World

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'",
    "form-action": "'self' https://checkout.stripe.com", "manifest-src": "'self'",
    "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
FRAMEABLE = "/give/winter/meter"
"""The one page that may stand in a frame elsewhere: no script, no form."""

KEPT_BY_ITS_READER = {"/calendar/<token>.ics"}
"""Asked for again each time by an address book's or a calendar's own program."""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def policy(page: Page) -> dict[str, str]:
    """The Content-Security-Policy, by directive."""
    parts = [part.strip().partition(" ") for part in page.headers["Content-Security-Policy"].split(";")]
    return {name: value for name, _, value in parts if name}


def answers(world: World) -> Iterator[Page]:
    """An answer of each kind from every route that reads, and error pages."""
    for line in once_each(PAGES):
        address = line.address(world.arguments(line.record, line.best))
        yield world.browsers[line.best].send("GET", address, check=False)
    stranger = world.browsers["stranger"]
    yield stranger.get("/no-such-page")
    yield stranger.send("DELETE", "/events/", check=False)
    yield stranger.post("/signin", proved=False)


def at_the_door(page: Page) -> bool:
    """Whether it is a page that opens the camera."""
    return page.url.startswith("/door/") and page.url not in {"/door/sw.js", "/door/no-signal.html"}


def in_the_pocket(page: Page) -> bool:
    """Whether it is a page that opens without a signal, by a worker of its own."""
    return page.url.startswith("/rsvp/") and page.url.endswith("/pocket")


def test_every_answer_carries_the_policies_and_a_number(world: World) -> None:
    numbers = set()
    for page in answers(world):
        found = policy(page)
        if page.url == FRAMEABLE:
            assert (found["default-src"], found["frame-ancestors"]) == ("'none'", "*")
        else:
            assert {name: found.pop(name, None) for name in POLICY} == POLICY, page.url
            assert found.keys() <= ({"worker-src"} if at_the_door(page) or in_the_pocket(page) else set())
        assert {name: page.headers.get(name) for name in FIXED} == FIXED, page.url
        camera = "camera=(self)" if at_the_door(page) else "camera=()"
        assert camera in page.headers["Permissions-Policy"], page.url
        assert re.fullmatch(r"[0-9a-f]{16}", page.headers["X-Request-Id"])
        numbers.add(page.headers["X-Request-Id"])
        assert "Server" not in page.headers
    assert len(numbers) > 40


def test_no_policy_lets_anything_inline_run(client: Browser) -> None:
    assert "unsafe" not in client.get("/").headers["Content-Security-Policy"]


NO_COOKIE_ASKED = ("/assets/", "/favicon", "/pictures/")
"""What is the same for everybody: no cookie is read there, so none decides anything."""


def faults_of_keeping(page: Page, signed_in: bool) -> Iterator[str]:
    """What is wrong with who may keep a page (incident 25): never public where a cookie is read, never
    without saying that the cookie decides, and no page of a session."""
    keeping, cookie = page.headers["Cache-Control"].split(", "), "Set-Cookie" in page.headers
    if page.url.startswith(NO_COOKIE_ASKED):
        yield from ["a cookie with what is the same for everybody"] if cookie else []
        return
    if cookie and not {"private", "no-store"} & set(keeping):
        yield f"a proxy may keep a cookie: {keeping}"
    if "public" in keeping and signed_in:
        yield f"a proxy may keep what a session saw: {keeping}"
    if "no-store" not in keeping and signed_in and page.is_html:
        yield f"it stays in the browser after signing out: {keeping}"
    if "Cookie" not in page.headers.get("Vary", ""):
        yield "it does not say that the cookie decides"


def test_what_a_cookie_decides_is_kept_by_nobody_else(world: World) -> None:
    for page in answers(world):
        assert list(faults_of_keeping(page, page.browser is not world.browsers["stranger"])) == [], page.url


@pytest.mark.parametrize(
    ("keeping", "signed_in", "fault"),
    [
        ("public, max-age=60", False, "a proxy may keep a cookie"),
        ("public, max-age=60", True, "a proxy may keep what a session saw"),
        ("private, no-cache", True, "it stays in the browser after signing out"),
    ],
)
def test_a_page_that_anybody_else_may_keep_is_seen(
    client: Browser, keeping: str, signed_in: bool, fault: str
) -> None:
    page = client.get("/signin")
    assert "Set-Cookie" in page.headers
    page.headers["Cache-Control"] = keeping
    assert any(found.startswith(fault) for found in faults_of_keeping(page, signed_in))
    del page.headers["Vary"]
    assert "it does not say that the cookie decides" in faults_of_keeping(page, signed_in)


def test_a_strangers_page_stays_in_the_browser_for_going_back(client: Browser) -> None:
    event = an_event()
    for address in ("/", "/events/", "/give/", "/signin", f"/events/{event.slug}"):
        for _ in ("the first time, with a new cookie", "with the cookie of the form"):
            page = client.get(address)
            assert page.headers["Cache-Control"] == "private, no-cache", address
            assert "Cookie" in page.headers["Vary"], address


def test_a_message_for_whoever_just_pressed_stays_nowhere(client: Browser) -> None:
    client.put_into_cookie(_flashes=[("message", "Check your email.")])
    page = client.get("/signin")
    assert "Check your email." in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_page_of_somebody_who_signed_in_is_never_stored(client: Browser) -> None:
    sign_in(client, "director")
    for address in ("/", "/events/", "/account", "/office/people/"):
        page = client.get(address)
        assert "no-store" in page.headers["Cache-Control"], address


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: Browser) -> None:
    cookies = client.get("/signin").headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_an_answer_about_people_by_a_personal_link_is_stored_by_no_browser(world: World) -> None:
    """Personal by its link, without a cookie: a helper's search at the door, and the like."""
    stranger, asked = world.browsers["stranger"], 0
    for line in once_each(PAGES):
        if "stranger" in line.may and re.search(r"<(token|key)>", line.rule):
            address = line.address(world.arguments(line.record, "stranger"))
            for query in ("", "?q=bea"):
                page = stranger.send("GET", address + query, check=False)
                asked += page.status == 200
                kept = page.headers["Cache-Control"]
                assert "no-store" in kept or line.rule in KEPT_BY_ITS_READER, (address, kept)
    assert asked > 20


def test_what_a_search_found_is_stored_by_no_browser(client: Browser) -> None:
    for address in ("/volunteer/?q=ana", "/signin?q=ana", "/no-such-page?q=ana"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address


@pytest.fixture
def secure(app: Flask) -> Iterator[Browser]:
    """The same site, served by https behind one proxy."""
    loaded = config.load({
        **SETTINGS, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"], "BASE_URL": "https://chapter.test",
        "TRUSTED_PROXIES": "1",
    })  # fmt: skip
    with application(loaded, app.extensions["gateways"]) as site:
        yield Browser(site)


def test_over_https_the_cookie_is_secure_and_browsers_are_told_to_stay(secure: Browser) -> None:
    page = secure.get("/signin")
    assert all("Secure" in cookie for cookie in page.headers.getlist("Set-Cookie"))
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]


def test_over_https_no_neighbor_under_our_domain_can_set_our_cookie(secure: Browser) -> None:
    """``__Host-`` (RFC 6265bis): a browser takes it from us alone, for every path, over https."""
    cookies = secure.get("/signin").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-chapter=")
        assert "Path=/" in cookie
        assert "Domain" not in cookie


def test_over_https_she_stays_signed_in(secure: Browser) -> None:
    sign_in(secure, "director")
    assert secure.get("/office/").status == 200


def test_over_https_a_form_works_with_the_referrer_that_our_policy_lets_through(
    secure: Browser, app: Flask
) -> None:
    slug = an_event(seats=2).slug
    page = secure.get(f"/events/{slug}")
    form = page.form("rsvp").fill(name="Ana Able", email="ana@example.test", party_size="1")
    assert form.press(follow=False).status == 303


def seen_by_limits(browser: Browser, headers: dict[str, str]) -> int:
    """Ask for many people's data until somebody says that it is enough; how many tries that took."""
    token = browser.csrf_token()
    for number in range(1, 10):
        data = {"email": f"nobody{number}@example.test", "csrf_token": token}
        forged = {name: value.format(number) for name, value in headers.items()}
        if browser.send("POST", "/my-data", data=data, headers=forged, check=False).status == 429:
            return number
    return 0


@pytest.fixture(autouse=True)
def narrow_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five tries from one address, so that a test need not send a hundred."""
    monkeypatch.setattr(throttle, "SIGN_IN_BY_ADDRESS", replace(throttle.SIGN_IN_BY_ADDRESS, most=5))


FORGED = {"X-Forwarded-For": "198.51.100.{}", "X-Real-Ip": "198.51.100.{}", "Forwarded": "for=198.51.100.{}"}


def test_a_forged_address_is_not_believed_when_there_is_no_proxy(client: Browser) -> None:
    assert seen_by_limits(client, FORGED) == 6


def test_the_address_that_the_proxy_gives_is_believed(secure: Browser) -> None:
    assert seen_by_limits(secure, {"X-Forwarded-For": "198.51.100.{}"}) == 0


def test_behind_a_proxy_only_what_the_proxy_itself_added_counts(secure: Browser) -> None:
    assert seen_by_limits(secure, {"X-Forwarded-For": "198.51.100.{}, 203.0.113.5"}) == 6


EVIL = ["Host", "X-Forwarded-Host", "X-Original-Host"]


@pytest.mark.parametrize("header", EVIL)
def test_no_absolute_address_is_built_from_what_the_visitor_sends(
    client: Browser, app: Flask, header: str
) -> None:
    an_event()
    for address in ("/", "/events/", "/sitemap.xml", "/feed.atom", "/events.ics", "/signin", "/robots.txt"):
        page = client.send("GET", address, headers={header: "evil.test"}, check=False)
        assert b"evil.test" not in page.body, address
        assert "evil.test" not in page.headers.get("Location", "")


@pytest.mark.parametrize("address", ["/events?page=2", "/office", "/rsvp//find"])
def test_the_way_to_the_right_address_names_no_host(client: Browser, address: str) -> None:
    page = client.send("GET", address, headers={"Host": "evil.test"}, check=False)
    assert page.status == 308
    assert page.headers["Location"].startswith("/")
    assert not page.headers["Location"].startswith("//")
    assert b"http://" not in page.body


def test_all_the_addresses_of_one_house_count_as_one(secure: Browser) -> None:
    assert seen_by_limits(secure, {"X-Forwarded-For": "2001:db8:0:7::{}"}) == 6


def test_two_houses_are_two(secure: Browser) -> None:
    assert seen_by_limits(secure, {"X-Forwarded-For": "2001:db8:0:{}::1"}) == 0


def test_an_ipv4_address_written_as_ipv6_is_itself(secure: Browser) -> None:
    assert seen_by_limits(secure, {"X-Forwarded-For": "::ffff:198.51.100.{}"}) == 0


def test_the_log_shows_no_secret_of_a_personal_link(app: Flask) -> None:
    secret = "abcdefgh12345678-" + "b" * 26
    for rule in {line.rule for line in TABLE if "<token>" in line.rule}:
        assert "bbb" not in redact(rule.replace("<token>", secret)), rule
        assert "bbb" not in redact("/" + rule.replace("<token>", secret)), rule


def test_the_log_shows_addresses_that_hold_no_secret(app: Flask) -> None:
    assert redact("/events/evening-a") == "/events/evening-a"
