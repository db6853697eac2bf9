"""A passkey of a real browser, with a virtual device; codes, with scripts and without."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from playwright.sync_api import CDPSession, expect

from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@dataclass
class NamedSite(Site):
    """The same under a name, as passkeys need it."""

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """As a Site's, with that address."""
        return {**super().environment, "BASE_URL": self.url}


@pytest.fixture(scope="module")
def site(a_sample: Callable[[], str]) -> Iterator[Site]:
    """The sample chapter, served under a name."""
    with NamedSite(a_sample()) as site:
        yield site


def a_device(visitor: Visitor) -> tuple[CDPSession, str]:
    """A device that keeps passkeys, built into her browser."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    made: dict[str, Any] = tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tools, str(made["authenticatorId"])


def credentials(device: tuple[CDPSession, str]) -> list[dict[str, Any]]:
    tools, name = device
    found: list[dict[str, Any]] = tools.send("WebAuthn.getCredentials", {"authenticatorId": name})[
        "credentials"
    ]
    return found


def make_a_passkey(member: Visitor, site: Site, email: str) -> tuple[CDPSession, str]:
    """She signs in and gives her account its first passkey, with ten codes on paper."""
    device = a_device(member)
    member.sign_in(email)
    member.open("/account")
    member.healthy("account-before")
    member.follow("Add a passkey")
    member.healthy("passkey-new")
    member.type(Name="My phone")
    member.press("Create passkey")
    member.headline("Save your recovery codes")
    member.healthy("recovery")
    assert member.page.locator(".slips li").count() == 10
    assert len(credentials(device)) == 1
    site.mail(email, "A passkey was added")
    member.follow("I saved them")
    member.reads("Passkey: My phone", "10 of 10 left")
    member.healthy("account-secured")
    member.press("Sign out")
    return device


def test_she_makes_a_passkey_signs_in_with_it_and_removes_it(arrive: Arrive, site: Site) -> None:
    member, email = arrive(PHONE), "member@chapter.test"
    device = make_a_passkey(member, site, email)
    member.healthy("signin-with-passkey")
    member.press("Sign in with a passkey")
    assert member.path == "/me/"
    member.open("/account")
    member.reads("last used")
    member.press("Sign out")

    member.sign_in(email)
    assert member.path == "/signin/second"
    member.healthy("second-passkey")
    member.press("Use my passkey")
    assert member.path == "/me/"

    counted(member, device)
    member.sign_in(email)
    member.press("Use my passkey")
    member.open("/account")
    member.follow("Edit the passkey")
    member.healthy("passkey")
    member.press("Remove passkey")
    member.reads("“My phone” no longer signs you in")
    site.mail(email, "A passkey was removed")
    member.press("Sign out")
    member.press("Sign in with a passkey")
    member.reads("That passkey doesn’t work here")
    member.healthy("signin-passkey-unknown")


def counted(member: Visitor, device: tuple[CDPSession, str]) -> None:
    """A copy of her passkey that was used less often than hers opens nothing; hers does again."""
    tools, name = device
    [kept] = credentials(device)
    back = {**kept, "signCount": 0}
    tools.send("WebAuthn.removeCredential", {"authenticatorId": name, "credentialId": kept["credentialId"]})
    tools.send("WebAuthn.addCredential", {"authenticatorId": name, "credential": back})
    member.open("/account")
    member.press("Sign out")
    member.press("Sign in with a passkey")
    member.reads("That passkey doesn’t work here")
    tools.send("WebAuthn.removeCredential", {"authenticatorId": name, "credentialId": kept["credentialId"]})
    further = {**kept, "signCount": kept["signCount"] + 5}
    tools.send("WebAuthn.addCredential", {"authenticatorId": name, "credential": further})
    member.open("/signin")


def test_who_says_no_to_her_device_is_told_that_nothing_happened(arrive: Arrive) -> None:
    member = arrive(DESK)
    tools, name = a_device(member)
    member.sign_in("newcomer@chapter.test")
    member.open("/account/passkeys/new")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    member.type(Name="My laptop")
    member.button("Create passkey").click()
    member.reads("Nothing happened. Press the button again when your device is ready.")
    member.healthy("passkey-refused")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_codes_are_set_up_and_asked_for_with_scripts_and_without(
    arrive: Arrive, site: Site, scripts: bool
) -> None:
    width, email = (PHONE, "lapsed@chapter.test") if scripts else (DESK, "treasurer@chapter.test")
    member = arrive(width, scripts=scripts)
    member.sign_in(email)
    member.open("/account/passkeys/new")
    if not scripts:
        member.reads("Passkeys need JavaScript")
        member.healthy("passkey-without-scripts")
    member.open("/account/secure")
    member.healthy("secure")
    member.press("Set up codes")
    member.healthy("codes")
    app = pyotp.TOTP(member.page.locator(".secret-key").inner_text().replace(" ", ""))
    member.field("Six-digit code").fill("000000")
    member.press("Turn codes on")
    member.reads("That code isn’t right")
    member.healthy("codes-wrong")
    code = app.at(datetime.now(UTC), counter_offset=1)
    member.field("Six-digit code").fill(code)
    member.press("Turn codes on")
    paper = member.page.locator(".slips li").all_inner_texts()
    member.reads("Codes from your app are on.")
    site.mail(email, "Codes from an app are on")
    member.follow("I saved them")
    member.open("/account")
    member.reads("10 of 10 left")
    member.press("Sign out")

    member.sign_in(email)
    member.healthy("second")
    member.type(Code=code)
    member.press("Sign in")
    member.reads("This code was already used")
    member.healthy("second-used")
    member.type(Code=paper[0])
    member.press("Sign in")
    member.open("/account")
    member.reads("9 of 10 left")


@pytest.mark.parametrize("address", ["//evil.test/", "/\\evil.test/", "https://evil.test/", "/%2f/evil.test"])
def test_nobody_is_led_away_after_the_second_factor(arrive: Arrive, address: str) -> None:
    member = arrive()
    asked: list[str] = []
    member.page.on("request", lambda request: asked.append(request.url))
    a_device(member)
    member.page.goto(f"/signin?next={address}")
    member.sign_in("comms@chapter.test")
    member.open("/account/passkeys/new")
    member.type(Name="My phone")
    member.press("Create passkey")
    member.open("/account")
    member.press("Sign out")
    member.page.goto(f"/signin?next={address}")
    member.sign_in("comms@chapter.test")
    member.page.goto(f"/signin/second?next={address}")
    member.press("Use my passkey")
    assert member.path == "/office/"
    member.open("/account")
    member.follow("Edit the passkey")
    member.press("Remove passkey")
    expect(member.page.locator("main")).not_to_contain_text(re.compile("evil"))
    assert all(url.startswith(member.site.url) for url in asked), asked
