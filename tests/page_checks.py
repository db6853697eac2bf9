"""What is wrong with a page: the checks that every page which any test opens must pass."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit
from weakref import WeakKeyDictionary

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from chapter.web.answers import PROBLEM, declared_answer
from chapter.web.csrf import EXEMPT_ATTRIBUTE

LEAKS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\bUndefined\b|<built-in|<bound method| object at 0x|[\ue000-\uf8ff]|"
    r"\bNone\b(?! (?:of|yet|so|are|is|has|have|left)\b)|\bnan\b"
)
TWO_PERIODS = re.compile(r"\b[ap]\.m\.\.(?!\.)")
"""A time at the end of a sentence has a period already."""

ISO_DATE = "an ISO date"
MACHINE_TIMES = (
    (re.compile(r"(?<![\d-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"), ISO_DATE),
    (re.compile(r"(?<![\d:.])(?:0\d|1[3-9]|2[0-3]):[0-5]\d(?!\d)"), "a 24-hour time"),
    (re.compile(r"\b(?:UTC|GMT)\b"), "the time of machines"),
)
"""How programs write dates and times. People read "November 29, 2026" and "6:42 p.m.", in a place's zone."""

HEARD = ("alt", "aria-label", "title", "placeholder")
"""Attributes whose words people see or hear."""

NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
_routes: WeakKeyDictionary[Flask, dict[tuple[str, str], bool]] = WeakKeyDictionary()
"""What was asked before: an application takes no further routes once it has answered."""

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
POINTERS = frozenset(
    {"aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "form", "list"}
)
LINKS = (
    ("a", "href"),
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("form", "action"),
    ("source", "src"),
)


class Parsed:
    """A whole page, walked through once: its tags in order, by name, and those that have an id."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup
        self.tags: list[Tag] = soup.find_all(True)
        self.by_name: dict[str, list[Tag]] = {}
        self.ids: Counter[str] = Counter()
        for tag in self.tags:
            self.by_name.setdefault(tag.name, []).append(tag)
            if "id" in tag.attrs:
                self.ids[str(tag["id"])] += 1

    def named(self, *names: str) -> Iterator[Tag]:
        """The tags of these names."""
        for name in names:
            yield from self.by_name.get(name, ())


def faults(soup: BeautifulSoup, html: str, app: Flask, url: str, status: int = 200) -> list[str]:
    """Every fault of a whole page that ``url`` answered, each as a sentence; none is as it should be.
    ``soup`` is what ``html`` was read as, and stays as it is."""
    page = Parsed(soup)
    found = [] if html.lstrip().lower().startswith("<!doctype html>") else ["no <!doctype html>"]
    for check in CHECKS:
        found += check(page)
    found += _dead_links(page, app, url)
    title = soup.title.get_text() if soup.title else ""
    if status == 422 and not title.strip().startswith("Error:"):
        found.append(f'a form with errors has the title "{title}", which does not begin with "Error:"')
    return found


def _head(page: Parsed) -> Iterator[str]:
    if page.soup.html is None or not page.soup.html.get("lang"):
        yield "no lang on <html>"
    if page.soup.title is None or not page.soup.title.get_text().strip():
        yield "no title"


def _headings(page: Parsed) -> Iterator[str]:
    levels = [int(tag.name[1]) for tag in page.tags if tag.name in HEADINGS]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"h{after} follows {'nothing' if not before else f'h{before}'}"


def _ids(page: Parsed) -> Iterator[str]:
    for name, times in page.ids.items():
        if times > 1:
            yield f'id="{name}" stands {times} times'


def _pointers(page: Parsed) -> Iterator[str]:
    for tag in page.tags:
        for attribute in POINTERS & tag.attrs.keys():
            for name in " ".join(tag.get_attribute_list(attribute)).split():
                if name not in page.ids:
                    yield f'{attribute}="{name}" points nowhere'
    for tag in page.named("a"):
        target = str(tag.get("href", ""))
        if target.startswith("#") and target[1:] not in page.ids:
            yield f'href="{target}" points nowhere'


def _labels(page: Parsed) -> Iterator[str]:
    labelled = {str(tag["for"]) for tag in page.named("label") if tag.get("for") and tag.get_text().strip()}
    for tag in page.named("input", "select", "textarea"):
        if tag.name == "input" and tag.get("type") in NEEDS_NO_LABEL:
            continue
        if tag.get("aria-label") or tag.get("aria-labelledby") or str(tag.get("id")) in labelled:
            continue
        around = tag.find_parent("label")
        if not (around and around.get_text().strip()):
            yield f"<{tag.name} name={tag.get('name')}> has no label"


def _inline(page: Parsed) -> Iterator[str]:
    for tag in page.tags:
        if "style" in tag.attrs:
            yield f"inline style on <{tag.name}>"
        handlers = [name for name in tag.attrs if name[:2].lower() == "on"]
        if handlers:
            yield f"inline {handlers[0]} on <{tag.name}>"
        if tag.name == "style":
            yield "inline <style>"
        if tag.name == "script" and not tag.get("src") and tag.get("type") != "application/ld+json":
            yield "inline <script>"
        if any("javascript:" in str(tag.get(name, "")).lower() for name in ("href", "src", "action")):
            yield f"javascript: on <{tag.name}>"


def _forms(page: Parsed) -> Iterator[str]:
    for form in page.named("form"):
        token = form.find("input", attrs={"name": "csrf_token"})
        posts = str(form.get("method", "get")).lower() == "post"
        if posts and (token is None or not token.get("value")):
            yield f"the form to {form.get('action')} has no CSRF token"
        if not posts and token is not None:
            yield f"the form to {form.get('action')} puts its CSRF token into the address"
        if form.find_parent("form"):
            yield "a form stands inside a form"


def _leaks(page: Parsed) -> Iterator[str]:
    for text in page.soup.stripped_strings:  # those of scripts and styles are none of them
        if LEAKS.search(text):
            yield f'"{text[:80]}" has leaked onto the page'
    for element in page.tags:
        for name, held in element.attrs.items():
            value = held if isinstance(held, str) else " ".join(held)
            if name != "value" and LEAKS.search(value):
                yield f'{name}="{value[:80]}" has leaked into <{element.name}>'
            elif name == "value" and value in {"None", "nan"}:
                yield f'value="{value}" has leaked into <{element.name}>'


def _periods(page: Parsed) -> Iterator[str]:
    words = " ".join(page.soup.get_text().split())
    for found in TWO_PERIODS.finditer(words):
        yield f'"{words[max(0, found.start() - 30) : found.end()]}" has two periods'


def _machine_times(page: Parsed) -> Iterator[str]:
    """What is typed into a field is its reader's own: it stands in an attribute, or in a <textarea>."""
    heard = (str(tag[name]) for tag in page.tags for name in HEARD if name in tag.attrs)
    for text in (*page.soup.strings, *heard):
        for form, what in MACHINE_TIMES:
            for found in form.finditer(text):
                typed = isinstance(text, NavigableString) and text.find_parent("textarea") is not None
                if typed or (what == ISO_DATE and not _is_a_day(found[0])):
                    continue
                around = " ".join(text[max(0, found.start() - 30) : found.end() + 10].split())
                yield f'"{around}" has {what}'


def _is_a_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _pictures(page: Parsed) -> Iterator[str]:
    for tag in page.named("img"):
        if not tag.has_attr("alt"):
            yield f"<img src={tag.get('src')}> has no alt"
    for tag in page.named("a", "button"):
        if tag.get_text().strip() or tag.get("aria-label") or tag.get("aria-labelledby"):
            continue
        pictures = [picture.get("alt") for picture in tag.find_all("img")]
        drawn = [drawing.get("aria-label") for drawing in tag.find_all("svg")]
        if not any(pictures) and not any(drawn):
            yield f"<{tag.name} href={tag.get('href')}> says nothing"


CHECKS: tuple[Callable[[Parsed], Iterator[str]], ...] = (
    _head, _headings, _ids, _pointers, _labels, _inline, _forms, _pictures, _leaks,
    _periods, _machine_times,
)  # fmt: skip


def _dead_links(page: Parsed, app: Flask, url: str) -> Iterator[str]:
    ours = app.config["BASE_URL"]
    base = urlsplit(ours)
    for name, attribute in LINKS:
        for tag in page.named(name):
            if attribute not in tag.attrs:
                continue
            target = str(tag[attribute])
            if not target.strip():
                yield f'<{name} {attribute}=""> is empty'
                continue
            if target.startswith("#"):  # looked after by _pointers, and right on the answer to a POST too
                continue
            whole = urlsplit(urljoin(f"{ours}{url}", target))
            if (whole.scheme, whole.netloc) == (base.scheme, base.netloc):
                method = str(tag.get("method", "get")).upper() if name == "form" else "GET"
                if not route_exists(app, whole.path, method):
                    yield f"{method} {target} leads to no route"


def undeclared_json(app: Flask, path: str, method: str, content_type: str) -> str:
    """What is wrong when a route of ours answers with JSON that it did not declare; empty when nothing is."""
    if content_type not in {"application/json", PROBLEM}:
        return ""
    try:
        endpoint, _ = app.url_map.bind("chapter.test").match(path, method=method)
    except HTTPException:
        return ""
    declared = declared_answer(app, endpoint) is not None
    return "" if declared else f"{endpoint} answers with {content_type}: declare it by @allow(…, answer=…)"


def route_exists(app: Flask, path: str, method: str = "GET") -> bool:
    """Whether a route of ours answers ``path``."""
    known = _routes.setdefault(app, {})
    if (path, method) not in known:
        try:
            app.url_map.bind("chapter.test").match(path, method=method)
            known[path, method] = True
        except (RequestRedirect, MethodNotAllowed, HTTPException):
            known[path, method] = False
    return known[path, method]


def needs_token(app: Flask, endpoint: str) -> bool:
    """Whether a POST to ``endpoint`` must carry our CSRF token."""
    return not getattr(app.view_functions[endpoint], EXEMPT_ATTRIBUTE, False)
