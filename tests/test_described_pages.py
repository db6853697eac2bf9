"""A public page says what it is, to search engines and where it is shared; any other is not to be found."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.access_table import PAGES, once_each
from tests.browser import Page
from tests.seed.chapter import World

SHORTEST = 20
"""Characters of a description; less says nothing."""


def meta(page: Page, **attributes: Any) -> str:
    """The content of the page's first element like this; empty without one."""
    found = page.soup.find("meta", attrs=attributes)
    return str(found["content"]).strip() if found else ""


def faults_of(page: Page) -> list[str]:
    """What is wrong with how the page describes itself."""
    hidden = "noindex" in meta(page, name="robots") + page.headers.get("X-Robots-Tag", "")
    words, canonical = meta(page, name="description"), page.soup.find("link", rel="canonical")
    if not words and canonical is None:
        return [] if hidden else ["says nothing of itself, and may be found"]
    faults = []
    if len(words) < SHORTEST or meta(page, property="og:description") != words:
        faults.append(f"is described as {words!r}")
    if not meta(page, property="og:title"):
        faults.append("has no title where it is shared")
    if canonical is None or meta(page, property="og:url") != canonical["href"]:
        faults.append("has no one address")
    if not meta(page, property="og:image").startswith("http"):
        faults.append("has no picture")
    return faults


def public_pages(world: World) -> list[tuple[str, Page]]:
    """Every page that a stranger may open."""
    stranger, found = world.browsers["stranger"], []
    for line in once_each(PAGES):
        if "stranger" in line.may:
            address = line.address(world.arguments(line.record, "stranger"))
            page = stranger.get(address, follow=False)
            if page.status == 200 and page.soup.find("h1"):
                found.append((str(line), page))
    return found


def test_each_public_page_describes_itself_or_is_not_to_be_found(world: World) -> None:
    pages = public_pages(world)
    assert [f"{line} {fault}" for line, page in pages for fault in faults_of(page)] == []
    shared = {str(urlsplit(meta(page, property="og:url")).path) for _, page in pages}
    assert {"/", "/events/", "/give/", "/join", "/volunteer/", "/privacy"} <= shared


def test_each_picture_of_a_shared_link_is_there(world: World) -> None:
    pictures = {meta(page, property="og:image") for _, page in public_pages(world)} - {""}
    stranger = world.browsers["stranger"]
    assert {stranger.get(picture).headers["Content-Type"] for picture in pictures} == {"image/png"}


@pytest.mark.parametrize(
    ("without", "fault"),
    [('<link rel="canonical"', "has no one address"), ('property="og:image"', "has no picture"),
     ('property="og:title"', "has no title"), ('name="description"', "is described as ''")],
)  # fmt: skip
def test_what_is_missing_is_seen(world: World, without: str, fault: str) -> None:
    page = world.browsers["stranger"].get("/give/")
    assert faults_of(page) == []
    page.html = page.html.replace(without, without.replace("=", "=not-"))
    del page.soup
    assert [said for said in faults_of(page) if said.startswith(fault)]


def test_a_page_that_says_nothing_and_may_be_found_is_seen(world: World) -> None:
    page = world.browsers["stranger"].get("/rsvp/find")
    assert faults_of(page) == []
    page.html = page.html.replace("noindex", "index")
    del page.soup
    assert faults_of(page) == ["says nothing of itself, and may be found"]
