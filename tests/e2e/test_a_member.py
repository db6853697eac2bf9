"""A woman joins, is welcome, tells of herself, is found by a member and by nobody else, and leaves."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chapter.people.models.profile import FIELDS
from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import Site
from tests.e2e.test_second_factor import NamedSite, a_device
from tests.e2e.visitor import Visitor

NAME, EMAIL = "Wilhelmina Zapata-Ōno", "wilhelmina@example.test"


@pytest.fixture(scope="module")
def site(a_sample: Callable[[], str]) -> Iterator[Site]:
    """A sample chapter of its own, under a name, as passkeys need it."""
    with NamedSite(a_sample()) as site:
        yield site


def opens_the_directory(director: Visitor) -> None:
    """The level that costs nothing opens it now, too."""
    director.sign_in("director@chapter.test")
    director.open("/office/members/levels/friend/edit")
    director.healthy("level-edit")
    director.page.locator("#opens_directory").check()
    director.press("Save")
    director.reads("Saved.")


def joins(woman: Visitor, site: Site) -> None:
    """Two screens and one press; she is in, and signed in."""
    woman.open("/join")
    woman.healthy("join")
    woman.follow("Join as Friend")
    woman.type(Your_name=NAME, Email=EMAIL)
    woman.press("Continue")
    woman.type(What_could_you_do="read a lease")
    woman.choose("I am 18 or older")
    woman.healthy("join-rest")
    woman.press("Send my application")
    text = site.mail(EMAIL, "Confirm your email")["text"]
    link = next(link for link in text.split() if "/join/confirm/" in link)
    woman.open(link.strip("()<>.").replace(site.url, ""))
    woman.press("Confirm my email")


def tells(woman: Visitor) -> None:
    """Her profile, an offer, and who sees what: all but her phone, for members."""
    woman.open("/me/")
    woman.reads("You’re not in the directory yet")
    woman.healthy("me")
    woman.open("/me/profile")
    woman.type(What_to_call_you="Mina", Neighborhood="Pilsen", Phone="312 555 0142")
    woman.page.get_by_label("Skills").fill("Oboe repair\nLeases")
    woman.press("Save")
    woman.choose("Offer")
    woman.type(In_a_few_words="an hour on your first lease")
    woman.press("Post")
    woman.healthy("me-profile")
    woman.open("/me/privacy")
    for name in FIELDS:
        woman.page.locator(f"#{name}").select_option("nobody" if name == "phone" else "members")
    woman.press("Save")
    woman.healthy("me-privacy")
    woman.open("/me/seen")
    woman.healthy("me-seen")


def takes_along(woman: Visitor) -> None:
    """The file holds what she told, her phone too."""
    woman.open("/me/data")
    woman.healthy("me-data")
    with woman.page.expect_download() as download:
        woman.link("Download my data").click()
    raw = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        data = json.loads(file.read("data.json"))
    assert data["profiles"][0]["phone"] == "+13125550142"
    assert [one["words"] for one in data["skills"]] == ["Oboe repair", "Leases"]


def leaves(woman: Visitor, site: Site) -> None:
    """She asks, confirms by mail, and could still stay."""
    woman.open("/me/data")
    woman.press("Erase my data")
    mailed = site.mail(EMAIL, "erase your data")
    link = next(link for link in mailed["text"].split() if "/me/leave/" in link)
    woman.open(link.strip("()<>.").replace(site.url, ""))
    woman.healthy("leave")
    woman.press("Yes, erase me in a week")
    woman.headline("You have a week to change your mind")
    woman.healthy("leave-in-a-week")


def test_she_joins_is_found_by_members_alone_and_leaves(arrive: Arrive, site: Site) -> None:
    woman, member, visitor = arrive(PHONE), arrive(DESK), arrive(PHONE)
    a_device(woman)
    opens_the_directory(arrive(DESK))
    joins(woman, site)
    tells(woman)
    member.sign_in("member@chapter.test")
    member.open("/directory/?q=obo+repiar")
    member.reads(NAME)
    member.follow(NAME)
    member.reads("Oboe repair", "an hour on your first lease")
    member.reads_not("555")
    member.healthy("directory-card")
    visitor.open("/directory/")
    assert visitor.path == "/signin"
    woman.open("/account/passkeys/new")
    woman.type(Name="My phone")
    woman.press("Create passkey")
    woman.headline("Save your recovery codes")
    takes_along(woman)
    leaves(woman, site)


def test_an_application_is_approved_and_the_press_can_be_taken_back(arrive: Arrive) -> None:
    director = arrive(DESK)
    director.sign_in("director@chapter.test")
    director.open("/office/members/applications")
    director.healthy("applications")
    director.follow("Review")
    director.press("Approve")
    director.healthy("application-approved")
    director.press("Undo")
    expect(director.button("Approve")).to_be_visible()
