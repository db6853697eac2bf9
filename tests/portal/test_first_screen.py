"""Her first screen shows what packages declare for it, in the order that they declare."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from chapter import overview_sources
from chapter.overview_sources import OverviewQuestion, OverviewSource
from tests import factories
from tests.browser import Browser

CHOIR = OverviewQuestion(15, "Do you sing", "The choir asks.", "/choir", "Answer")
LETTER = OverviewQuestion(5, "Do you write", "The letter asks.", "/letter", "Answer")


def _asked(_account: Any, _now: datetime) -> Iterator[OverviewQuestion]:
    yield CHOIR
    yield LETTER


@pytest.fixture
def asked(app: Flask) -> Iterator[None]:
    """A package that asks two things, for one test."""
    known = app.extensions[overview_sources.EXTENSION]
    before = list(known)
    overview_sources.register(app, OverviewSource(_asked))
    yield
    known[:] = before


@pytest.mark.usefixtures("asked")
def test_what_a_package_asks_stands_there_by_its_order_and_is_counted(client: Browser) -> None:
    factories.sign_in(client)
    page = client.send("GET", "/me/", check=False)
    asked = [title.get_text(strip=True) for title in page.soup.select(".decision h3")]
    assert asked == ["Do you write", "Do you sing"]
    assert "2 things need your answer." in page.text


def test_a_place_that_there_is_not_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="attic"):
        overview_sources.overview_for(factories.an_account(), factories.TODAY).at("attic")


def test_every_place_of_the_screen_is_shown_by_its_template(app: Flask) -> None:
    source = app.jinja_env.get_template("portal/index.html").filename
    with open(str(source)) as file:
        template = file.read()
    assert [place for place in overview_sources.Place if f'overview.at("{place}")' not in template] == []
