"""What is wrong with a page: the checks that every page which any test opens must pass."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
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

NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "form", "list")
LINKS = (
    ("a", "href"),
    ("link", "href"),
    ("img", "src"),
    ("script", "src"),
    ("form", "action"),
    ("source", "src"),
)


def faults(html: str, app: Flask, url: str, status: int = 200) -> list[str]:
    """Every fault of a whole page that ``url`` answered, each as a sentence; none is as it should be."""
    page = BeautifulSoup(html, "html.parser")
    found = [] if html.lstrip().lower().startswith("<!doctype html>") else ["no <!doctype html>"]
    for check in CHECKS:
        found += check(page)
    found += _dead_links(page, app, url)
    title = page.title.get_text() if page.title else ""
    if status == 422 and not title.strip().startswith("Error:"):
        found.append(f'a form with errors has the title "{title}", which does not begin with "Error:"')
    return found


def _head(page: BeautifulSoup) -> Iterator[str]:
    if page.html is None or not page.html.get("lang"):
        yield "no lang on <html>"
    if page.title is None or not page.title.get_text().strip():
        yield "no title"


def _headings(page: BeautifulSoup) -> Iterator[str]:
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"h{after} follows {'nothing' if not before else f'h{before}'}"


def _ids(page: BeautifulSoup) -> Iterator[str]:
    for name, times in Counter(str(tag["id"]) for tag in page.find_all(id=True)).items():
        if times > 1:
            yield f'id="{name}" stands {times} times'


def _pointers(page: BeautifulSoup) -> Iterator[str]:
    known = {str(tag["id"]) for tag in page.find_all(id=True)}
    for attribute in POINTERS:
        for tag in page.select(f"[{attribute}]"):
            for name in str(tag[attribute]).split():
                if name not in known:
                    yield f'{attribute}="{name}" points nowhere'
    for tag in page.find_all("a", href=re.compile("^#")):
        if str(tag["href"])[1:] not in known:
            yield f'href="{tag["href"]}" points nowhere'


def _labels(page: BeautifulSoup) -> Iterator[str]:
    labelled = {str(tag["for"]) for tag in page.select("label[for]") if tag.get_text().strip()}
    for tag in page.find_all(["input", "select", "textarea"]):
        if tag.name == "input" and tag.get("type") in NEEDS_NO_LABEL:
            continue
        around = tag.find_parent("label")
        named = tag.get("aria-label") or tag.get("aria-labelledby") or (around and around.get_text().strip())
        if not named and str(tag.get("id")) not in labelled:
            yield f"<{tag.name} name={tag.get('name')}> has no label"


def _inline(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all(True):
        if not isinstance(tag, Tag):
            continue
        if tag.has_attr("style"):
            yield f"inline style on <{tag.name}>"
        handlers = [name for name in tag.attrs if name.lower().startswith("on")]
        if handlers:
            yield f"inline {handlers[0]} on <{tag.name}>"
        if tag.name == "style":
            yield "inline <style>"
        if tag.name == "script" and not tag.get("src") and tag.get("type") != "application/ld+json":
            yield "inline <script>"
        if any("javascript:" in str(tag.get(name, "")).lower() for name in ("href", "src", "action")):
            yield f"javascript: on <{tag.name}>"


def _forms(page: BeautifulSoup) -> Iterator[str]:
    for form in page.find_all("form"):
        token = form.find("input", attrs={"name": "csrf_token"})
        posts = str(form.get("method", "get")).lower() == "post"
        if posts and (token is None or not token.get("value")):
            yield f"the form to {form.get('action')} has no CSRF token"
        if not posts and token is not None:
            yield f"the form to {form.get('action')} puts its CSRF token into the address"
        if form.find_parent("form"):
            yield "a form stands inside a form"


def _leaks(page: BeautifulSoup) -> Iterator[str]:
    for tag in page(["script", "style", "textarea"]):
        if tag.name != "textarea":
            tag.extract()
    for text in page.stripped_strings:
        if LEAKS.search(text):
            yield f'"{text[:80]}" has leaked onto the page'
    for element in page.find_all(True):
        for name in element.attrs:
            value = " ".join(element.get_attribute_list(name))
            if name != "value" and LEAKS.search(value):
                yield f'{name}="{value[:80]}" has leaked into <{element.name}>'
            elif name == "value" and value in {"None", "nan"}:
                yield f'value="{value}" has leaked into <{element.name}>'


def _periods(page: BeautifulSoup) -> Iterator[str]:
    words = " ".join(page.get_text().split())
    for found in TWO_PERIODS.finditer(words):
        yield f'"{words[max(0, found.start() - 30) : found.end()]}" has two periods'


def _pictures(page: BeautifulSoup) -> Iterator[str]:
    for tag in page.find_all("img"):
        if not tag.has_attr("alt"):
            yield f"<img src={tag.get('src')}> has no alt"
    for tag in page.find_all(["a", "button"]):
        words = tag.get_text().strip() or tag.get("aria-label") or tag.get("aria-labelledby")
        pictures = [picture.get("alt") for picture in tag.find_all("img")]
        drawn = [drawing.get("aria-label") for drawing in tag.find_all("svg")]
        if not words and not any(pictures) and not any(drawn):
            yield f"<{tag.name} href={tag.get('href')}> says nothing"


CHECKS: tuple[Callable[[BeautifulSoup], Iterator[str]], ...] = (
    _head, _headings, _ids, _pointers, _labels, _inline, _forms, _pictures, _leaks,
    _periods,
)  # fmt: skip


def _dead_links(page: BeautifulSoup, app: Flask, url: str) -> Iterator[str]:
    ours = app.config["BASE_URL"]
    for name, attribute in LINKS:
        for tag in page.find_all(name, attrs={attribute: True}):
            target = str(tag[attribute])
            if not target.strip():
                yield f'<{name} {attribute}=""> is empty'
                continue
            if target.startswith("#"):  # looked after by _pointers, and right on the answer to a POST too
                continue
            whole = urlsplit(urljoin(f"{ours}{url}", target))
            if whole.scheme in {"http", "https"} and f"{whole.scheme}://{whole.netloc}" == ours:
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
    try:
        app.url_map.bind("chapter.test").match(path, method=method)
    except (RequestRedirect, MethodNotAllowed, HTTPException):
        return False
    return True


def needs_token(app: Flask, endpoint: str) -> bool:
    """Whether a POST to ``endpoint`` must carry our CSRF token."""
    return not getattr(app.view_functions[endpoint], EXEMPT_ATTRIBUTE, False)
