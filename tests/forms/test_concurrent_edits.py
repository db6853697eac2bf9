"""What a form showed, what was sent, what stands: which of them is whose change."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DateTimeLocalField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from chapter.forms.concurrent_edits import EditForm, field_text, field_value, initial_edit_form
from chapter.forms.fields import checkbox, choices_of, integer_field, text_area, text_field
from chapter.refusal import EditConflict
from chapter.web.csrf import FORM_EXPIRED


class Supper(EditForm):
    """A record with a field of each kind."""

    title = text_field("Title")
    story = text_area("Story")
    seats = integer_field("Seats", least=0, most=99)
    begins = DateTimeLocalField("Begins", [Optional()], format="%Y-%m-%dT%H:%M")
    on = DateField("On", [Optional()])
    room = SelectField("Room", choices=choices_of({"": "No room", "6": "Room 6"}))
    helps = SelectMultipleField("Helps", choices=choices_of({"a": "Ana", "b": "Bea"}))
    public = checkbox("Public")


STANDS: dict[str, Any] = {
    "title": "Soup", "story": "One\n\nTwo", "seats": 7, "begins": datetime(2026, 12, 1, 18, 30, 59, 7, UTC),
    "on": date(2026, 12, 1), "room": "6", "helps": ["b", "a"], "public": True,
}  # fmt: skip


def filled(**more: Any) -> Supper:
    """The form with what stands, some of it changed."""
    return initial_edit_form(lambda formdata: Supper(formdata, data={**STANDS, **more}))


def as_a_browser_sends(form: Supper, **typed: str | None) -> Supper:
    """The form as a browser sends it back, with what was typed; None: not sent."""
    held = MultiDict([(f.name, f._value()) for f in form if f.name not in {"room", "helps", "public"}])
    held["room"] = form.room.data or ""
    held.setlist("helps", sorted(form.helps.data or []))
    held |= {"public": "y"} if form.public.data else {}
    held["story"] = held["story"].replace("\n", "\r\n") + "  \r\n"
    for name, value in typed.items():
        held.pop(name, None)
        if value is not None:
            held[name] = value
    return Supper(held)


@pytest.fixture(autouse=True)
def request_(app: Flask) -> Any:
    """Forms are made in a request."""
    with app.test_request_context():
        yield


def test_what_nobody_touched_is_no_difference_however_a_browser_sends_it() -> None:
    form = as_a_browser_sends(filled())
    form.check_conflicts(filled())
    assert form.conflicts == ()


def test_her_own_change_passes_while_nobody_else_saved() -> None:
    form = as_a_browser_sends(filled(), title="Stew", public=None)
    form.check_conflicts(filled())
    assert (form.title.data, form.public.data) == ("Stew", False)


@pytest.mark.parametrize(
    ("name", "now", "shown"),
    [
        ("title", "Bread", "Bread"),
        ("title", "", ""),
        ("seats", 2, "2"),
        ("seats", 0, "0"),
        ("seats", None, ""),
        ("begins", datetime(2026, 12, 1, 19, 0, tzinfo=UTC), "December 1, 2026, 7 p.m."),
        ("on", date(2027, 1, 5), "January 5, 2027"),
        ("room", "", "No room"),
        ("helps", ["a"], "Ana"),
        ("public", False, "No"),
    ],
)
def test_what_only_the_other_changed_is_shown_and_taken_over(name: str, now: Any, shown: str) -> None:
    form = as_a_browser_sends(filled(), story="Mine")
    with pytest.raises(EditConflict):
        form.check_conflicts(filled(**{name: now}))
    assert [(one.name, one.theirs, one.yours) for one in form.conflicts] == [(name, shown, None)]
    assert (field_value(form[name]), form.story.data) == (field_value(filled(**{name: now})[name]), "Mine")
    again = as_a_browser_sends(form)
    again.check_conflicts(filled(**{name: now}))
    assert again.conflicts == ()


def test_what_both_changed_is_shown_twice_and_hers_is_kept() -> None:
    form = as_a_browser_sends(filled(), title="Stew", seats="3")
    with pytest.raises(EditConflict):
        form.check_conflicts(filled(title="Bread", seats=2))
    assert [(one.label, one.theirs, one.yours) for one in form.conflicts] == [
        ("Title", "Bread", "Stew"), ("Seats", "2", "3"),
    ]  # fmt: skip
    assert (form.title.data, form.seats.data) == ("Stew", 3)


def test_what_both_changed_alike_is_no_difference() -> None:
    form = as_a_browser_sends(filled(), title="Stew")
    form.check_conflicts(filled(title="Stew"))
    assert form.conflicts == ()


def test_a_third_who_saves_between_is_shown_as_well() -> None:
    form = as_a_browser_sends(filled(), title="Stew")
    with pytest.raises(EditConflict):
        form.check_conflicts(filled(title="Bread"))
    again = as_a_browser_sends(form)
    with pytest.raises(EditConflict):
        again.check_conflicts(filled(title="Cake"))
    assert [(one.theirs, one.yours) for one in again.conflicts] == [("Cake", "Stew")]
    as_a_browser_sends(again).check_conflicts(filled(title="Cake"))


@pytest.mark.parametrize("seen", [None, "", "x", "1", "²"])
def test_a_form_that_does_not_say_what_it_showed_is_an_old_one(seen: str | None) -> None:
    form = as_a_browser_sends(filled(), title="Stew", as_seen=seen)
    with pytest.raises(EditConflict, match=FORM_EXPIRED):
        form.check_conflicts(filled())
    assert [(one.name, one.yours) for one in form.conflicts] == [("title", "Stew")]


@pytest.mark.parametrize("seen", [":", "title:", "title:0 seats:0", "nothing:000000000000"])
def test_made_up_marks_win_nothing(seen: str) -> None:
    form = as_a_browser_sends(filled(), title="Stew", as_seen=seen)
    with pytest.raises(EditConflict):
        form.check_conflicts(filled())


def test_a_mark_says_nothing_of_what_it_marks() -> None:
    marks = str(filled().as_seen.data)
    assert "Soup" not in marks
    assert len(marks.split()) == len(STANDS)


def test_nothing_is_said_as_nothing_and_a_tick_in_a_word() -> None:
    blank = Supper(None, data={})
    assert [field_text(blank[name]) for name in ("title", "seats", "begins", "helps", "public")] == [
        "", "", "", "", "No",
    ]  # fmt: skip
