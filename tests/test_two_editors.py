"""Two browsers on the same record: every editable record of the chapter, one way for all.

What may be edited is told in tests/features, every other POST in tests/edits.txt; one that is in neither
fails here, and so does a form that shows a record's values and does not say what it showed.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from chapter.web.access import allow, everyone
from tests import edits
from tests.access_table import TABLE
from tests.applications import application
from tests.browser import Browser, Page
from tests.edits import AS_SEEN, form_on, line_of, page_of
from tests.factories import sign_in
from tests.feature import Edit
from tests.features import EDITS
from tests.form import Form, words_of
from tests.races import at_once
from tests.seed.chapter import World

Opens = Callable[[Browser], Form]


def second_browser(world: World, rule: str, edit: Edit) -> Browser:
    """Of the same person in the portal, else of somebody else who may do the same."""
    kind, browser = line_of(rule).best, Browser(world.app)
    if "<token>" in rule:
        return browser
    who = {"account": world.account(kind)} if edit.own else {}
    sign_in(browser, *([] if edit.own else [kind]), **who)
    return browser


def opens(world: World, rule: str) -> Opens:
    """Opens the page and gives the form on it."""
    return lambda browser: form_on(browser.get(page_of(rule, world)), rule, world)


def rows(page: Page) -> list[list[str]]:
    """What the page shows of both: the field, what was saved meanwhile, what was typed here."""
    return [
        [words_of(cell) for cell in row.find_all(["th", "td"])]
        for row in page.soup.select(".compare tbody tr")
    ]


def holds(form: Form, name: str, value: Any) -> bool:
    """Whether the form shows ``value`` in its field."""
    if isinstance(value, bool):
        return (name in form.values) == value
    held = form.values.getlist(name)
    return held == value if isinstance(value, list) else held == [value]


def typed(edit: Edit, by: int) -> dict[str, Any]:
    return {**edit.always, **edit.typed(by), **{1: edit.first, 2: edit.second, 3: {}}[by]}


@pytest.mark.parametrize("rule", EDITS)
def test_the_second_sees_what_the_first_saved_and_then_saves_knowingly(world: World, rule: str) -> None:
    edit, open_form = EDITS[rule], opens(world, rule)
    two, one = world.browsers[line_of(rule).best], second_browser(world, rule, edit)
    first, second = open_form(one), open_form(two)
    assert first.fill(**typed(edit, 1)).press().status == 200

    page = second.fill(**typed(edit, 2)).press()
    assert page.status == 422
    told = rows(page)
    assert len(told) == len(edit.first) + len(edit.both[:1]), told
    if edit.named:
        saver = "you" if edit.own else "Guest" if "<token>" in rule else ""
        assert all(f"Saved by {saver}" in saved for _field, saved, _hers in told), told
    if edit.both:
        assert any(edit.said(1) in saved and edit.said(2) in hers for _field, saved, hers in told), told
    again = form_on(page, rule, world)
    for name, value in {**edit.first, **edit.typed(2), **edit.second, **edit.always}.items():
        assert holds(again, name, value), f"{name} is {again.values.getlist(name)} and not {value}"

    if len(edit.both) > 3:
        third = open_form(one).fill(**typed(edit, 3)).press()
        if edit.reads:  # a form that begins blank: what stands is shown first
            third = form_on(third, rule, world).press()
        assert third.status == 200
        again = saved_after_a_third(again, edit, rule, world, one)
    page = again.press()
    assert page.status == 200
    assert_saved(edit, open_form(two), page)


def saved_after_a_third(form: Form, edit: Edit, rule: str, world: World, one: Browser) -> Form:
    """Somebody else saved between: the second is shown that as well, and keeps what was typed."""
    page = form.press()
    assert page.status == 422
    assert any(edit.said(3) in saved and edit.said(2) in hers for _field, saved, hers in rows(page)), rows(
        page
    )
    form = form_on(page, rule, world)
    assert holds(form, edit.both[0], edit.both[2])
    return form


def assert_saved(edit: Edit, form: Form, page: Page) -> None:
    """The second's words stand, and so does what the first alone had changed."""
    if edit.reads:
        assert edit.reads in page.main
        return
    for name, value in {**edit.first, **edit.typed(2), **edit.second}.items():
        assert holds(form, name, value), f"{name} is {form.values.getlist(name)} and not {value}"


@pytest.mark.parametrize("rule", [rule for rule, edit in EDITS.items() if edit.marked])
def test_a_form_that_does_not_say_what_it_showed_is_kept_and_saves_nothing(world: World, rule: str) -> None:
    edit, open_form, browser = EDITS[rule], opens(world, rule), world.browsers[line_of(rule).best]
    before = open_form(browser).values.to_dict(flat=False)
    page = open_form(browser).fill(**{AS_SEEN: "", **typed(edit, 2)}).press()
    assert page.status == 422
    again = form_on(page, rule, world)
    for name, value in typed(edit, 2).items():
        assert holds(again, name, value)
    after = open_form(browser).values.to_dict(flat=False)
    loose = {"csrf_token", "nonce"}
    assert {k: v for k, v in before.items() if k not in loose} == {
        k: v for k, v in after.items() if k not in loose
    }
    assert again.press().status == 200


@pytest.mark.parametrize("rule", EDITS)
def test_who_is_alone_is_not_asked_twice(world: World, rule: str) -> None:
    edit, open_form, browser = EDITS[rule], opens(world, rule), world.browsers[line_of(rule).best]
    assert open_form(browser).fill(**typed(edit, 2)).press().status == 200
    if not edit.reads:
        assert open_form(browser).fill(**edit.always).press().status == 200, "what stands is what was shown"


@pytest.mark.parametrize("rule", [rule for rule, edit in EDITS.items() if edit.both])
def test_of_two_at_the_very_same_instant_one_is_shown_the_other(world: World, rule: str) -> None:
    edit, open_form = EDITS[rule], opens(world, rule)
    two, one = world.browsers[line_of(rule).best], second_browser(world, rule, edit)
    forms = [open_form(one).fill(**typed(edit, 1)), open_form(two).fill(**typed(edit, 2))]
    done = at_once(world.app, *(partial(form.press, follow=False) for form in forms))
    assert sorted(page.status for page in done) == [303, 422]


def test_every_post_is_an_edit_or_says_why_it_is_none(app: Flask) -> None:
    assert edits.unlisted(app) == set()
    known = {line.rule for line in TABLE if line.method == "POST"}
    assert {*EDITS, *edits.not_edits()} <= known
    assert not EDITS.keys() & edits.not_edits().keys()


def test_every_form_that_shows_a_record_says_what_it_showed(app: Flask, world: World) -> None:
    assert set().union(*(edits.unmarked(app, page) for page in edits.pages(world))) == set()


@pytest.fixture
def careless(app: Flask) -> Iterator[Flask]:
    """A site with a form that shows what stands, and knows nothing of a second editor."""
    with application(dict(app.config), app.extensions["gateways"]) as site:

        def edit() -> ResponseReturnValue:
            return '<form method="post"><input name="title" value="What stands"><button>Save</button></form>'

        site.add_url_rule("/careless", "careless", allow(everyone)(edit), methods=["GET", "POST"])
        yield site


def test_the_guard_sees_a_form_that_knows_nothing_of_a_second_editor(careless: Flask) -> None:
    assert edits.unlisted(careless) == {"/careless"}
    page = Browser(careless).send("GET", "/careless", check=False)
    assert edits.unmarked(careless, page) == {"/careless"}
