"""Logged acts on somebody's rows stand in her timeline, or the package says why not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from chapter.accounts.viewer import current_user
from chapter.audit import log_kinds
from chapter.people import timeline_sources
from chapter.people.timeline_sources import TimelineQuery, TimelineSource
from tests import factories
from tests.applications import application
from tests.factories import TODAY
from tests.statement_count import counted


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """A second application on the same database, whose sources may be spoiled."""
    with application(dict(app.config), app.extensions["gateways"]) as site:
        yield site


def sources(app: Flask) -> list[TimelineSource]:
    return [one for one in app.extensions[timeline_sources.EXTENSION] if one.tells]


def asks(app: Flask, source: TimelineSource) -> str:
    """What a source asks the database about somebody."""
    person = factories.an_account("director").person
    with app.test_request_context():
        until = TODAY + timedelta(days=1)
        asked = TimelineQuery(person, current_user, now=TODAY, before=until, most=9)
        with counted() as statements:
            list(source.entries(asked))
    return "\n".join(statements)


def test_of_everything_that_is_logged_about_somebody_her_timeline_tells_or_it_is_said_why_not(
    app: Flask,
) -> None:
    assert timeline_sources.undeclared() == []


def test_each_reason_is_a_sentence(app: Flask) -> None:
    said = [kind.untold for kind in log_kinds.all_kinds().values() if kind.untold]
    assert len(said) > 5
    assert all(len(why.split()) > 4 for why in said)


def test_each_source_asks_for_the_tables_of_which_it_says_that_it_tells(app: Flask) -> None:
    for source in sources(app):
        asked = asks(app, source)
        for model in source.tells:
            assert f" {model.__tablename__}" in asked, f"{source.kind.name} asks nothing of {model}"


def test_the_application_does_not_start_when_nobody_says_it(site: Flask) -> None:
    known = site.extensions[timeline_sources.EXTENSION]
    known[:] = [one for one in known if one.kind.name != "giving"]
    with pytest.raises(timeline_sources.Undeclared, match="gifts"):
        timeline_sources.guard(site)
