"""Every form that fills a record which stands already, and what two who have it open at once type there.

tests/edits.txt lists every other POST, and why it is no such form.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.access_table import PAGES, PRESSES, Line
from tests.browser import Page
from tests.form import Form, method_of
from tests.seed.chapter import World

PATH = Path(__file__).with_name("edits.txt")
AS_SEEN = "as_seen"
UNSEEN_KINDS = {"hidden", "submit", "button", "image"}


@dataclass(frozen=True)
class Edit:
    """What is typed: ``both`` into one field, by the first, by the second, and by a third before the second
    presses again; ``first`` and ``second`` into fields of their own; ``always`` by everybody.

    ``page`` is where the form stands, when that is another address. ``own``: both are the same person.
    ``marked``: whether it is refused when it does not say what it showed (``requires_marks`` of its form).
    ``reads``: what the page says at the end, where the form does not show the record again. ``words``: how
    the page says what was chosen, where that is another word.
    """

    both: tuple[str, ...] = ()
    first: dict[str, Any] = field(default_factory=dict)
    second: dict[str, Any] = field(default_factory=dict)
    always: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    own: bool = False
    marked: bool = True
    named: bool = True
    reads: str = ""
    words: dict[str, str] = field(default_factory=dict)

    def said(self, by: int) -> str:
        """What the first, second or third typed, as the page shows it."""
        return self.words.get(self.both[by], self.both[by])

    def typed(self, by: int) -> dict[str, Any]:
        """What the first (1), the second (2) or the third (3) types into the field that all change."""
        return {self.both[0]: self.both[by]} if len(self.both) > by else {}


EDITS = {
    "/office/settings": Edit(
        ("tagline", "One", "Two", "Three"), {"sender_role": "Chair"}, {"signature": "Warmly"}
    ),
    "/office/people/<public_id>/edit": Edit(
        ("title", "Editor", "Author", "Poet"), {"pronouns": "she/her"}, {"organisation": "The Printers"}
    ),
    "/office/events/<slug>/edit": Edit(
        ("title", "Soup night", "Stew night", "Bread night"), {"place": "Bridge House"}, {"capacity": "40"}
    ),
    "/office/events/<slug>/bookings/<public_id>/edit": Edit(
        ("dietary", "No nuts", "No milk", "No eggs"), {"party_size": "2"}, {"access_needs": "A ramp"}
    ),
    "/rsvp/<token>/change": Edit(("party_size", "2", "1"), page="/rsvp/<token>", own=True, marked=False),
    "/rsvp/<token>/how-was-it": Edit(
        ("words", "Warm", "Loud", "Long"), {}, {"named": True}, {"answer": "glad"}, own=True, named=False
    ),
    "/office/members/levels/<slug>/edit": Edit(
        ("name", "Friend", "Sister", "Neighbor"), {"price": "80"}, {"summary": "In short"}
    ),
    "/office/members/levels/<slug>/offer": Edit(
        first={"open_to_all": False}, second={"offered": False}, page="/office/members/levels/<slug>"
    ),
    "/office/members/texts": Edit(
        ("join_words", "Come in", "Sit down", "Stay"), {"dues_words": "By check"}, {"reminder_days": "60, 7"}
    ),
    "/office/members/welcome/<int(max=2147483647):number>": Edit(
        ("subject", "Welcome", "Good day", "Hello"), {"text": "It is good to have you."}, {"days": "9"}
    ),
    "/office/giving/drives/<slug>/edit": Edit(
        ("title", "Coats", "Boots", "Gloves"), {"rungs": "50 one outfit"}, {"funds": "Shoes\nHats"}
    ),
    "/office/giving/drives/<slug>/switch": Edit(
        first={"seen": True}, second={"ended": True}, page="/office/giving/drives/<slug>"
    ),
    "/office/giving/books": Edit(
        ("status", "A charity", "A club", "A guild"), {"words": "In another country"}, {"country": ""}
    ),
    "/office/volunteers/<slug>/edit": Edit(
        ("title", "Soup", "Stew", "Bread"), {"place": "The kitchen"}, {"skills": "Ladling"}
    ),
    "/office/volunteers/shifts/<public_id>/edit": Edit(
        ("capacity", "7", "8", "9"), {"label": "Ladles"}, {"place": "The yard"}
    ),
    "/office/hours/<public_id>/correct": Edit(("hours", "1:15", "2:15", "3:15"), {"note": "Soup"}),
    "/me/hours/<public_id>/correct": Edit(("hours", "1:15", "2:15", "3:15"), {"note": "Soup"}, own=True),
    "/office/hours/rates": Edit(
        ("amount", "34.79", "33.49", "31.80"), always={"year": "2024", "source": "A board"}, reads="$33.49"
    ),
    "/me/profile": Edit(
        ("about", "I bake", "I sew", "I sing"), {"called": "Flo"}, {"skills": "Bread\nSoup"}, own=True
    ),
    "/me/privacy": Edit(
        ("phone", "members", "public", "shared"), {"hidden": True}, {"about": "members"}, own=True,
        words={"members": "All members", "public": "Everybody", "shared": "Members I share something with"},
    ),
    "/me/volunteering": Edit(
        ("hours_a_month", "4", "6", "8"), {"paused_until": "2026-12-24"}, {"available": ["sat-morning"]},
        own=True,
    ),
    "/account/passkeys/<public_id>/rename": Edit(
        ("name", "A blue phone", "A red phone", "A phone"), page="/account/passkeys/<public_id>", own=True
    ),
}  # fmt: skip


def not_edits() -> dict[str, str]:
    """Why each other POST is no edit, by its rule."""
    rows = (line.split("|") for line in PATH.read_text().splitlines() if line and not line.startswith("#"))
    return {rule.strip(): why.strip() for rule, why in rows}


def line_of(rule: str) -> Line:
    """The first line of the access table by which somebody presses there."""
    return next(line for line in PRESSES if line.rule == rule)


def page_of(rule: str, world: World) -> str:
    """The address of the page on which the form of this rule stands."""
    line = line_of(rule)
    address = EDITS[rule].page or rule
    arguments = world.arguments(line.record, line.best)
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: arguments[found[1]], address)


def form_on(page: Page, rule: str, world: World) -> Form:
    """The form of this rule on a page that shows it."""
    line = line_of(rule)
    return page.form(line.address(world.arguments(line.record, line.best)))


def unlisted(app: Flask) -> set[str]:
    """POSTs of which nobody said whether they edit."""
    known = {*EDITS, *not_edits()}
    return {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())} - known


def unmarked(app: Flask, page: Page) -> set[str]:
    """Forms of a page that show values of a record and don't say what they showed, by rule; those of which
    tests/edits.txt says that such values are no record's are left out."""
    exempt = not_edits()
    found = set()
    for form in page.soup.find_all("form"):
        if method_of(form) == "POST" and _shows_values(form) and form.select_one(f"[name={AS_SEEN}]") is None:
            found.add(_rule(app, str(form.get("action") or page.url)))
    return {rule for rule in found if not exempt.get(rule, "").startswith("filled")}


def pages(world: World) -> list[Page]:
    """Every page of the chapter, as who gets furthest sees it."""
    return [
        world.browsers[line.best].send(
            "GET", line.address(world.arguments(line.record, line.best)), check=False
        )
        for line in PAGES
    ]


def _shows_values(form: Any) -> bool:
    for one in form.find_all(["input", "textarea", "select"], attrs={"name": True}):
        kind = str(one.get("type", "text"))
        if one.name == "textarea" and one.get_text().strip():
            return True
        if one.name == "input" and kind in {"checkbox", "radio"} and one.has_attr("checked"):
            return True
        if one.name == "input" and kind not in {*UNSEEN_KINDS, "checkbox", "radio"} and one.get("value"):
            return True
        if one.name == "select" and one.select_one("option[selected]") is not None:
            return True
    return False


def _rule(app: Flask, address: str) -> str:
    adapter = app.url_map.bind("chapter.test")
    try:
        rule, _arguments = adapter.match(urlsplit(address).path, method="POST", return_rule=True)
    except HTTPException:
        return address
    return str(rule.rule)
