"""The office has five places: each viewer sees those where they may open something, and their pages."""

import pytest
from flask import Flask

from chapter.web import navigation
from tests import factories
from tests.browser import Browser, Page


def places_of(page: Page) -> list[str]:
    """The words of the bar."""
    return [link.get_text(strip=True) for link in page.soup.select("nav.places a")]


def open_place(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.soup.select("nav.places a[aria-current]")]


def pages_of_place(page: Page) -> list[str]:
    """The pages beside this one, the open one marked."""
    links = page.soup.select("nav.place-pages a")
    return [link.get_text(strip=True) + ("*" if link.get("aria-current") else "") for link in links]


def test_a_managing_director_has_all_five(client: Browser) -> None:
    factories.sign_in(client, "director")
    page = client.get("/office/people/")
    assert places_of(page) == list(navigation.OFFICE_PLACES)
    assert open_place(page) == ["People"]
    assert pages_of_place(page) == ["People*", "Members", "Volunteers", "Do not pair"]


def test_staff_see_the_places_that_they_may_open(client: Browser) -> None:
    factories.sign_in(client, "treasurer")
    page = client.get("/office/giving/")
    assert "Events" not in places_of(page)
    assert open_place(page) == ["Money"]
    assert pages_of_place(page) == []


LIES_IN = {
    "/office/": "Today", "/office/events/new": "Events", "/office/members/levels": "People",
    "/office/board/": "People", "/office/hours/": "People", "/office/giving/books": "Money",
    "/office/help": "More",
}  # fmt: skip


@pytest.mark.parametrize("address", LIES_IN)
def test_each_page_lies_in_its_place(client: Browser, address: str) -> None:
    factories.sign_in(client, "director")
    assert open_place(client.get(address)) == [LIES_IN[address]]


@pytest.mark.parametrize(("menu", "where"), [("office", ""), ("office", "Attic"), ("site", "More")])
def test_an_entry_without_its_place_is_refused(app: Flask, menu: str, where: str) -> None:
    with pytest.raises(ValueError, match="needs a place"):
        navigation.add_entry(app, menu, "Cellar", "office.today", 5, place=where)
