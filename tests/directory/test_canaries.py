"""Canaries: three people with words of their own in every field; seven kinds of viewer open every page.

Whatever any page says of them is exactly what the policy allows: the whole map of addresses is crawled.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from chapter.people.models import Person
from chapter.people.models.profile import Profile
from tests.access_table import PAGES
from tests.directory.person_pages import everything, pages
from tests.people import profiles
from tests.seed.chapter import World

ROLES = ("stranger", "newcomer", "member", "events", "treasurer", "comms", "director")
LISTS = ("skills", "asks", "offers", "links")
WORDS = ("title", "organisation", "pronouns", "neighborhood", "about", "name_said", "phone", *LISTS, "email")
OF_THE_OFFICE = {"name", "title", "organisation", "pronouns", "name_said", "email"}
"""What the office writes down of everybody; the rest is hers alone."""

LISTED_BY = {("public", "neighborhood"), ("members", "neighborhood")}
"""The office lists people by neighborhoods that they show to all members."""

POLICY = {
    "public": {"stranger", "newcomer", "member", "events", "treasurer", "comms", "director"},
    "members": {"member", "director"},
    "nobody": set(),
}


@dataclass(frozen=True)
class Canary:
    """One person, and the word that betrays each field."""

    person: Person
    audience: str
    words: dict[str, str]


def canaries() -> list[Canary]:
    """One for each audience that a stranger to them could belong to."""
    made: list[Canary] = []
    for audience in POLICY:
        words = {name: f"{audience}{name.replace('_', '')}canary" for name in ("name", *WORDS)}
        words["phone"] = f"+1312555{len(made):04}"
        values: dict[str, Any] = {
            name: [f"https://{words[name]}"] if name == "links" else [words[name]] for name in LISTS
        }
        values |= {name: words[name] for name in WORDS if name not in LISTS}
        person = profiles.who_tells(f"Ana {words['name']}", audience, **values)
        made.append(Canary(person, audience, words))
    return made


def said(app: Flask, world: World, role: str, birds: list[Canary]) -> dict[tuple[str, str], set[str]]:
    """Which fields of whom ``role`` reads anywhere, and at which address."""
    browser, found = world.browsers[role], dict[tuple[str, str], set[str]]()
    answers = [
        browser.send("GET", line.address(world.arguments(line.record, role)), check=False)
        for line in PAGES
        if role in line.may
    ]
    for bird in birds:
        answers += [page for word in bird.words.values() for page in pages(browser, bird.person, word[:-3])]
    for page in answers:
        text = everything(app, page)
        for bird in birds:
            for field, word in bird.words.items():
                if word in text:
                    found.setdefault((bird.audience, field), set()).add(page.url)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_anywhere_what_is_not_for_her(app: Flask, world: World, role: str) -> None:
    birds = canaries()
    found = said(app, world, role, birds)
    outside = {
        key for key, places in found.items() if not all(place.startswith("/office/") for place in places)
    }
    allowed = {
        (bird.audience, field) for bird in birds if role in POLICY[bird.audience] for field in bird.words
    }
    assert outside == allowed
    inside = set(found) - outside
    assert {field for audience, field in inside if (audience, field) not in LISTED_BY} <= OF_THE_OFFICE


def test_the_crawl_sees_a_leak(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    birds = canaries()
    monkeypatch.setattr(Profile, "audience", lambda _self, _field: "public")
    profiles.changes(birds[2].person)
    found = said(app, world, "stranger", birds)
    assert ("nobody", "phone") in found
