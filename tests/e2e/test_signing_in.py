"""By password, by a mailed link, out again; and never to somebody else's site."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, Arrive
from tests.e2e.site import Site, link_in
from tests.e2e.visitor import Visitor

ELSEWHERE = (
    "https://evil.test/", "//evil.test/", "/\\evil.test/", "\\\\evil.test", "/%2f/evil.test", "/\t/evil.test",
    "https:evil.test", "javascript:document.title='evil'",
)  # fmt: skip


def test_a_mailed_link_acts_when_she_presses_not_when_it_is_opened(
    arrive: Arrive, site: Site, width: int
) -> None:
    member, email = arrive(width), f"{'member' if width == DESK else 'newcomer'}@chapter.test"
    member.open("/account")
    assert member.path == "/signin"
    member.healthy("signin")
    member.press("Sign in")
    member.healthy("signin-errors")
    member.follow("Email me a link instead")
    member.healthy("signin-by-mail")
    member.box("Email").fill(email)
    member.press("Email me the link")
    member.headline("Check your email.")
    member.healthy("signin-mailed")

    link = link_in(site.mail(email, "Your sign-in link"), lambda url: "/signin/link/" in url)
    scanner = arrive(width)
    scanner.open(link)
    scanner.open("/account")
    assert scanner.path == "/signin"

    member.open(link)
    member.headline("Sign in")
    member.healthy("signin-link")
    member.press("Sign in")
    assert member.path == "/me/"
    scanner.open(link)
    scanner.headline("This link no longer works.")
    scanner.healthy("signin-too-late")


def test_she_sees_where_she_is_signed_in_and_ends_it(arrive: Arrive, width: int) -> None:
    here, there = arrive(width), arrive(DESK)
    for browser in (here, there):
        browser.sign_in("lapsed@chapter.test")
    here.open("/account")
    here.reads("This browser, signed in")
    here.healthy("account")
    here.press("Sign out everywhere else")
    here.reads("You’re signed out everywhere else.")
    there.open("/account")
    assert there.path == "/signin"
    here.press("Sign out")
    here.reads("You’re signed out.")
    here.healthy("signed-out")
    here.open("/account")
    assert here.path == "/signin"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_away_after_signing_in(arrive: Arrive, address: str) -> None:
    member = arrive()
    asked: list[str] = []
    member.page.on("request", lambda request: asked.append(request.url))
    member.page.goto("/signin")
    member.page.evaluate("next => { location.href = '/signin?next=' + encodeURIComponent(next) }", address)
    member.page.wait_for_url("**/signin?next=*")
    member.sign_in("comms@chapter.test")
    assert member.path == "/office/"
    member.page.goto(f"/signin?next={address}")
    assert member.path == "/office/"
    assert all(url.startswith(member.site.url) for url in asked), asked


def test_she_comes_to_the_page_that_she_wanted(arrive: Arrive) -> None:
    director = arrive()
    director.open("/office/log/?who=Jo")
    director.sign_in("director@chapter.test")
    assert director.page.url.endswith("/office/log/?who=Jo")
    expect(director.field("Who")).to_have_value("Jo")


def test_a_wrong_password_says_so_kindly(visitor: Visitor) -> None:
    visitor.open("/signin")
    visitor.box("Email").fill("nobody@chapter.test")
    visitor.box("Password").fill("not-hers-at-all")
    visitor.press("Sign in")
    expect(visitor.page.get_by_role("alert")).to_be_focused()
    expect(visitor.box("Email")).to_have_value("nobody@chapter.test")
    visitor.healthy("signin-wrong")
