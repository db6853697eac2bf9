"""What narrows a list stays in its address, is said, and can be cleared."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string

from chapter.forms.fields import checkbox, date_field
from chapter.forms.list_form import ListForm, list_choice, list_search

SHOW = '{% from "components/filter.html" import filter_form %}{{ filter_form(form, "/guests", "Guests") }}'


class GuestForm(ListForm):
    """A list with a tab."""

    TABS = ("state",)
    state = list_choice("Which", {"coming": "Coming", "past": "Past"})
    room = list_choice("Room", {"": "Any", "bar": "Behind the bar"})
    q = list_search("Name", 5)
    needs = checkbox("Needs something")
    since = date_field("From")


def form(**given: str) -> GuestForm:
    made = GuestForm(given)
    made.validate()
    return made


def shown(made: GuestForm) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(SHOW, form=made), "html.parser")


def test_what_is_on_is_said_and_kept_in_the_address(app: Flask) -> None:
    on = form(state="past", room="bar", q="  ana ", needs="y", since="2026-11-01")
    assert on.on == [
        ("Room", "Behind the bar"), ("Name", "ana"), ("Needs something", "yes"), ("From", "November 1, 2026"),
    ]  # fmt: skip
    assert on.address("/guests") == "/guests?state=past&room=bar&q=ana&needs=y&since=2026-11-01"
    assert (
        on.address("/guests", state="coming", q="", room="")
        == "/guests?state=coming&needs=y&since=2026-11-01"
    )
    assert on.cleared("/guests") == "/guests?state=past"


def test_what_is_not_on_leaves_no_trace(app: Flask) -> None:
    assert form().on == form(state="coming", room="", q="").on == []
    assert form().address("/guests") == form(state="coming").cleared("/guests") == "/guests"


def test_an_odd_choice_is_the_first_and_too_many_words_are_cut(app: Flask) -> None:
    odd = form(state="nonsense", room="\0", q="abcdefgh", page="9")
    assert odd.data == {"state": "coming", "room": "", "q": "abcde", "needs": False, "since": None}


def test_its_fields_are_shown_with_the_tab_hidden_and_a_way_to_clear(app: Flask) -> None:
    with app.test_request_context("/guests"):
        page = shown(form(state="past", q="ana"))
        assert [one["type"] for one in page.select("[name=state]")] == ["hidden"]
        assert [one["value"] for one in page.select("[name=q]")] == ["ana"]
        assert {one["name"] for one in page.select("form [name]")} == {"state", "room", "q", "needs", "since"}
        assert [one["href"] for one in page.select(".filter-on a")] == ["/guests?state=past"]
        assert [one.get_text() for one in page.select(".filter-on .tag")] == ["Name: ana"]
        assert shown(form(state="past")).select(".filter-on") == []


@pytest.mark.parametrize("day", ["9999-12-31", "nonsense"])
def test_a_day_that_is_none_is_said_beside_its_field_and_nothing_is_claimed(app: Flask, day: str) -> None:
    with app.test_request_context("/guests"):
        page = shown(form(since=day, q="ana"))
        assert page.select_one("#since-error")
        assert page.select(".filter-on") == []
