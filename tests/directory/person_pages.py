"""Every place in which a person could be seen, as a test asks them."""

from collections.abc import Iterator

from flask import Flask

from chapter.directory import search
from chapter.people.models import Person
from tests.browser import Browser, Page
from tests.factories import TODAY

ON = TODAY.date()


def found(me: Person, text: str = "", **traits: str) -> list[int]:
    """The numbers of those whom ``me`` finds."""
    return search.search(search.query_of(text, list(traits.items())), me.id, ON).ids


def pages(browser: Browser, person: Person, words: str) -> Iterator[Page]:
    """Every page that could show ``person``, or something of her that says ``words``."""
    who = person.public_id
    for address in (
        "/directory/", "/directory/?view=cards", "/directory/?page=2", f"/directory/?q={words}",
        f"/directory/?skill={words}", f"/directory/?neighborhood={words}", f"/directory/{who}",
        f"/directory/{who}.vcf", f"/directory/{who}/small.webp", f"/directory/{who}/large.webp",
        f"/card/{who}", f"/card/{who}/small.webp",
    ):  # fmt: skip
        yield browser.send("GET", address, check=False)
    yield browser.post(f"/directory/{who}.vcf", follow=False)
    yield browser.send("GET", f"/directory/?q={words}", check=False, headers={"X-Part": "found"})


def everything(app: Flask, page: Page) -> str:
    """All that ``page`` says: its body, and its headers but for what each answer has of its own."""
    said = "\n".join(f"{name}: {value}" for name, value in page.headers if name != "X-Request-Id")
    return f"{page.html}\n{said}".casefold()
