"""Every form that fills a record which stands already (tests/features), looked at as guards do.

tests/edits.txt lists every other POST, and why it is no such form.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.access_table import PAGES, PRESSES, Line
from tests.browser import Page
from tests.features import EDITS
from tests.form import Form, method_of
from tests.seed.chapter import World

PATH = Path(__file__).with_name("edits.txt")
AS_SEEN = "as_seen"
UNSEEN_KINDS = {"hidden", "submit", "button", "image"}


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
