"""The glossary of the office, and the sentence on each of its pages that says what it is for."""

import re

import pytest
from flask import Flask

from chapter import glossary_terms
from chapter.glossary_terms import GlossaryTerm
from tests import factories
from tests.access_table import PAGES, Line, once_each
from tests.browser import Browser
from tests.seed.chapter import World

NO_PAGES = re.compile(r"\.(csv|json|pdf|svg|png|jpg|xlsx|vcf|ics|webp)$|/picture|suggest")
"""Files and parts of pages."""


def office_pages() -> list[Line]:
    """A line for each address of the office that answers with a page."""
    return [
        line
        for line in once_each(PAGES)
        if line.rule.startswith("/office/") and not NO_PAGES.search(line.rule)
    ]


def test_each_page_of_the_office_says_what_it_is_for_and_leads_to_help(world: World) -> None:
    without = []
    for line in office_pages():
        page = world.browsers[line.best].get(line.address(world.arguments(line.record, line.best)))
        if page.status == 200 and page.soup.find("h1"):
            said = page.soup.select("[data-purpose]")
            words = said[0].get_text(" ", strip=True) if said else ""
            help_link = line.rule == "/office/help" or (
                said and said[0].select_one('a[href^="/office/help"]')
            )
            if len(said) != 1 or len(words) < 20 or not help_link:
                without.append(f"{line}: {len(said)} purposes: {words}")
    assert without == []


def test_help_has_the_words_of_each_package_by_subject(client: Browser) -> None:
    factories.sign_in(client, "events")
    page = client.get("/office/help")
    assert "Who did what, when, and to which record" in page.text
    headings = [heading.get_text() for heading in page.soup.find_all("h2")]
    assert headings == [subject for subject in glossary_terms.SUBJECTS if subject in headings]


def test_a_page_leads_to_the_word_that_it_leans_on(app: Flask, client: Browser) -> None:
    factories.sign_in(client, "director")
    with app.test_request_context():
        address = glossary_terms.help_url("Activity log")
        with pytest.raises(KeyError):
            glossary_terms.help_url("No such word")
    assert address == "/office/help#term-activity-log"
    assert client.get("/office/help").soup.find(id="term-activity-log")


def test_a_word_has_one_meaning() -> None:
    app = Flask(__name__)
    glossary_terms.register(app, GlossaryTerm("Waitlist", "Who is next.", "Events"))
    with pytest.raises(ValueError, match="twice what waitlist is"):
        glossary_terms.register(app, GlossaryTerm("waitlist", "Something else.", "Door"))


def test_a_subject_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no subject Cats"):
        GlossaryTerm("Tabby", "A cat.", "Cats")
