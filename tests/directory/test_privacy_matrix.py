"""The privacy matrix: every field × every audience × every viewer × every place where it could be seen.

What each audience means is written down here once more, by hand.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from chapter.people.models import Person
from chapter.people.models.profile import FIELDS, Profile
from chapter.people.rules import blocks, relations
from chapter.people.verification import MAILBOX, TYPED
from tests import factories
from tests.browser import Browser
from tests.checkin import checkins
from tests.directory.person_pages import pages
from tests.factories import TODAY
from tests.media.pictures import a_picture
from tests.membership.members import STAFF, a_complimentary_level, a_household, belongs, gets, membership
from tests.people import profiles

SEEN_BY = {
    "nobody": set(),
    "shared": {"sharing"},
    "members": {"sharing", "member"},
    "public": {"sharing", "member", "stranger", "newcomer"},
}
VIEWERS = ("stranger", "newcomer", "member", "sharing", "blocked", "blocking", "suspended")
WORD = "quuxcanary"
VALUES = {
    "name": f"Ana {WORD}", "photo": WORD, "pronouns": WORD, "name_said": WORD, "title": WORD,
    "organisation": WORD, "neighborhood": WORD, "about": WORD, "skills": WORD, "asks": WORD, "offers": WORD,
    "links": f"https://{WORD}.example", "email": f"{WORD}@example.test", "phone": "+13125550199",
}  # fmt: skip
SEARCHED = {"name", "title", "organisation", "neighborhood", "skills", "asks", "offers"}
IN_FILE = {"name", "title", "organisation", "email", "phone", "links", "about"}
TRAITS = {"neighborhood": "neighborhood", "skills": "skill"}


@dataclass(frozen=True)
class Case:
    """One field of one person, told to one audience; all else is for nobody, but her name."""

    field: str
    audience: str
    person: Person

    @property
    def word(self) -> str:
        """What betrays the field."""
        return VALUES["phone"] if self.field == "phone" else WORD


def make(field: str, audience: str) -> Case:
    values = {name: value if name == field else "" for name, value in VALUES.items()}
    open_ = dict.fromkeys(FIELDS, "nobody") | {"name": "public"} | {field: audience}
    lists: dict[str, Any] = {
        name: [values[name]] if values[name] else [] for name in ("skills", "asks", "offers", "links")
    }
    plain: dict[str, Any] = {
        name: values[name]
        for name in (
            "pronouns",
            "name_said",
            "title",
            "organisation",
            "neighborhood",
            "about",
            "phone",
            "email",
        )
        if values[name]
    }
    photo = a_picture().id if field == "photo" else None
    person = profiles.who_tells(
        values["name"] or "Ana Plain", audiences=open_, photo_id=photo, **lists, **plain
    )
    return Case(field, audience, person)


def viewer(app: Flask, kind: str, her: Person) -> Browser:
    """A browser of somebody who stands so to ``her``."""
    browser = Browser(app)
    if kind == "stranger":
        return browser
    me = factories.sign_in(browser)
    if kind == "newcomer":
        return browser
    with factories.a_writing():
        gets(me, a_complimentary_level())
        if kind == "sharing":
            relations.add(me, her, "works", by=STAFF, now=TODAY)
        if kind in {"blocked", "blocking"}:
            relations.add(me, her, "works", by=STAFF, now=TODAY)
            blocks.block(*((me, her) if kind == "blocking" else (her, me)), now=TODAY)
    if kind == "suspended":
        with factories.a_writing():
            profiles.suspend(me)
    return browser


def expected(case: Case, kind: str) -> dict[str, bool]:
    """Where ``kind`` must see the field, and where not: every other place must be without it."""
    sees = kind in SEEN_BY[case.audience]
    inside = sees and kind in {"member", "sharing"}
    return {
        "list": inside and case.field in SEARCHED,
        "hit": inside and case.field in SEARCHED,
        "slip": inside and case.field in SEARCHED,
        "trait": inside and case.field in TRAITS,
        "card": inside and case.field != "photo",
        "file": inside and case.field in IN_FILE,
        "photo": inside and case.field == "photo",
        "public card": kind == "stranger" and sees and case.field != "photo",
        "public photo": kind == "stranger" and sees and case.field == "photo",
    }


def actual(case: Case, kind: str, browser: Browser) -> dict[str, bool]:
    """Where ``kind`` sees the field."""
    who, word = case.person.public_id, case.word

    def says(address: str) -> bool:
        return word in browser.send("GET", address, check=False).html.casefold()

    def leads(address: str) -> bool:
        return f"/directory/{who}" in browser.send("GET", address, check=False).html

    def picture(address: str) -> bool:
        return browser.send("GET", address, check=False).body == b"the small one"

    stranger = kind == "stranger"
    return {
        "list": says("/directory/"),
        "hit": leads(f"/directory/?q={word}"),
        "slip": leads(f"/directory/?q={word[:4]}{word[5:]}"),
        "trait": leads(f"/directory/?{TRAITS.get(case.field, 'skill')}={word}"),
        "card": says(f"/directory/{who}"),
        "file": word in browser.post(f"/directory/{who}.vcf", follow=False).html.casefold(),
        "photo": picture(f"/directory/{who}/small.webp"),
        "public card": stranger and says(f"/card/{who}"),
        "public photo": stranger and picture(f"/card/{who}/small.webp"),
    }


@pytest.mark.every_case
@pytest.mark.parametrize("audience", SEEN_BY)
@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_seen_by_its_audience_and_by_nobody_else(app: Flask, field: str, audience: str) -> None:
    case = make(field, audience)
    for kind in VIEWERS:
        assert actual(case, kind, viewer(app, kind, case.person)) == expected(case, kind), kind


@pytest.mark.parametrize("audience", ["nobody", "shared", "members"])
def test_who_may_not_see_her_name_sees_nothing_of_her(app: Flask, audience: str) -> None:
    values: dict[str, Any] = {name: VALUES[name] for name in FIELDS if name not in {"name", "photo"}}
    values |= {name: [VALUES[name]] for name in ("skills", "asks", "offers", "links")}
    open_, photo = profiles.open_to("public") | {"name": audience}, a_picture().id
    ana = profiles.who_tells(f"Ana {WORD}", audiences=open_, photo_id=photo, **values)
    for kind in VIEWERS:
        if kind in SEEN_BY[audience]:
            continue
        browser = viewer(app, kind, ana)
        for page in pages(browser, ana, "welding"):
            assert WORD not in page.html.casefold(), (kind, page.url)
            assert page.status == 302 or ana.public_id not in page.html, (kind, page.url)
        assert ana.public_id not in browser.send("GET", f"/directory/?q={WORD}", check=False).html


@pytest.mark.parametrize("how", ["event", "bundle", "relation"])
def test_these_share_something(app: Flask, how: str) -> None:
    level = a_household()
    ana = profiles.who_tells("Ana", "shared", level=level)
    browser = Browser(app)
    me = factories.sign_in(browser)
    if how == "event":
        gets(me, a_complimentary_level())
        event = factories.an_event(seats=4)
        factories.a_booking(event, name=ana.name, email=ana.email)
        factories.a_booking(event, name=me.name, email=me.email)
    elif how == "bundle":
        with factories.a_writing():
            belongs(membership(ana), me.name, me.email, by=STAFF, now=TODAY)
    else:
        gets(me, a_complimentary_level())
        with factories.a_writing():
            relations.add(ana, me, "sibling", by=STAFF, now=TODAY)
    assert browser.get(f"/directory/{ana.public_id}").h1 == "Ana"


NOTHING = (
    "waits", "cancelled", "called off", "another evening", "relation ended", "her name was typed",
    "she did not come",
)  # fmt: skip


@pytest.mark.parametrize("how", NOTHING)
def test_these_share_nothing(app: Flask, how: str) -> None:
    ana = profiles.who_tells("Ana", "shared")
    browser = Browser(app)
    me = factories.sign_in(browser)
    gets(me, a_complimentary_level())
    event = factories.an_event(seats=1 if how == "waits" else 4)
    other = factories.an_event() if how == "another evening" else event
    known = TYPED if how == "her name was typed" else MAILBOX
    factories.a_booking(event, name=ana.name, email=ana.email, proof=known)
    mine = None if how == "relation ended" else factories.a_booking(other, name=me.name, email=me.email)
    if how == "she did not come" and mine:
        checkins.take(event, checkins.came_in(mine, at=event.starts_at), now=event.starts_at)
    with factories.a_writing():
        if how == "cancelled" and mine:
            mine.cancelled_at = TODAY
        if how == "called off":
            event.cancelled_at = TODAY
        if how == "relation ended":
            relations.end(relations.add(ana, me, "home", by=STAFF, now=TODAY), by=STAFF, now=TODAY)
    assert browser.send("GET", f"/directory/{ana.public_id}").status == 404
    assert "Ana" not in browser.get("/directory/").main


def test_a_guard_that_forgets_the_audience_is_seen(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make("skills", "nobody")
    monkeypatch.setattr(Profile, "audience", lambda _self, _field: "public")
    profiles.changes(case.person)
    browser = viewer(app, "member", case.person)
    assert actual(case, "member", browser) != expected(case, "member")
