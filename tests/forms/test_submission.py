"""What was sent: the rule runs, or whoever sent it sees why not, beside what she typed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, get_flashed_messages, redirect
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from chapter.forms.fields import Form, text_field
from chapter.forms.idempotent_form import SENT_TWICE, IdempotentForm
from chapter.forms.submission import Answered, flash_done, or_answer, pressed
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.web.csrf import FORM_EXPIRED, ButtonForm, csrf_token

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ONCE = throttle.Limit("once", 1, timedelta(hours=1), "Once an hour.")


class NameForm(IdempotentForm):
    """A form with one field."""

    limit_field = "name"
    name = text_field("Name", required="Write a name.")


@pytest.fixture(autouse=True)
def post(app: Flask) -> Iterator[None]:
    """Forms are sent in a request."""
    with app.test_request_context(method="POST"):
        yield


def a_form(**typed: str) -> NameForm:
    """A form that came from our own page."""
    return NameForm(MultiDict({"csrf_token": csrf_token(), "nonce": "a-nonce-of-hers", **typed}))


def a_button() -> ButtonForm:
    """A press of a button on our own page."""
    return ButtonForm(MultiDict({"csrf_token": csrf_token()}))


def page(form: Form) -> str:
    """The page that shows the form again, with its errors."""
    return "; ".join(
        [*map(str, form.form_errors), *(f"{field.name}: {one}" for field in form for one in field.errors)]
    )


def answer(raised: pytest.ExceptionInfo[Answered]) -> tuple[int, str]:
    """The status and the body of the answer."""
    return raised.value.response.status_code, raised.value.response.get_data(as_text=True)


def test_a_valid_form_runs_the_rule() -> None:
    saved = ""
    with a_form(name="Ana").trying(page):
        saved = "Ana"
    assert saved == "Ana"


def test_a_form_with_an_empty_field_runs_no_rule() -> None:
    with pytest.raises(Answered) as raised, a_form(name="").trying(page):
        pytest.fail("the rule ran")
    assert answer(raised) == (422, "name: Write a name.")


def test_the_page_of_a_form_is_shown_without_errors_first(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Answered) as raised, NameForm().trying(page):
        pytest.fail("the rule ran")
    assert answer(raised) == (200, "")


def test_a_refusal_stands_beside_its_field() -> None:
    with pytest.raises(Answered) as raised, a_form(name="Ana").trying(page):
        raise Refused("Ana is here already.", "name")
    assert answer(raised) == (422, "name: Ana is here already.")


def test_a_page_that_says_its_own_status_keeps_it() -> None:
    with pytest.raises(Answered) as raised, a_form(name="Ana").trying(lambda form: (page(form), 410)):
        raise Refused("Too late.")
    assert answer(raised) == (410, "Too late.")


def test_a_form_sent_twice_at_once_asks_to_press_again() -> None:
    with pytest.raises(Answered) as raised, a_form(name="Ana").trying(page, twice=SENT_TWICE):
        raise IntegrityError("insert", {}, Exception())
    assert answer(raised) == (422, SENT_TWICE.sentence)


def test_a_row_that_is_there_already_is_a_fault_where_nothing_else_was_said() -> None:
    with pytest.raises(IntegrityError), a_form(name="Ana").trying(page):
        raise IntegrityError("insert", {}, Exception())


def test_a_nonce_that_somebody_else_used_is_replaced() -> None:
    form = a_form(name="Ana")
    with pytest.raises(IntegrityError), form.new_nonce_when_taken():
        raise IntegrityError("insert", {}, Exception())
    assert form.nonce.data != "a-nonce-of-hers"


def test_too_many_attempts_are_said_beside_the_field_with_what_was_not_done() -> None:
    with pytest.raises(Answered) as raised, a_form(name="Ana").trying(page, limit_note="Nothing was kept."):
        raise throttle.TooManyAttempts(ONCE, NOW + timedelta(minutes=5), NOW)
    assert answer(raised) == (429, "name: Once an hour. Try again in 5 minutes. Nothing was kept.")
    assert raised.value.response.headers["Retry-After"] == "300"


def test_too_many_attempts_have_an_error_page_where_the_form_does_not_say_them() -> None:
    with pytest.raises(throttle.TooManyAttempts), a_form(name="Ana").trying(page):
        raise throttle.TooManyAttempts(ONCE, NOW + timedelta(minutes=5), NOW)


def test_a_button_runs_the_rule() -> None:
    saved = ""
    with pressed(str, a_button()):
        saved = "it"
    assert saved == "it"


def test_a_button_on_an_old_page_runs_no_rule() -> None:
    with pytest.raises(Answered) as raised, pressed(str):
        pytest.fail("the rule ran")
    assert answer(raised) == (422, FORM_EXPIRED)


def test_the_page_of_a_button_is_shown_without_a_sentence_first(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(Answered) as raised, pressed(lambda said: f"<{said}>"):
        pytest.fail("the rule ran")
    assert answer(raised) == (200, "<>")


def test_a_refused_button_says_why_on_its_page() -> None:
    with pytest.raises(Answered) as raised, pressed(str, a_button()):
        raise Refused("It is over.")
    assert answer(raised) == (422, "It is over.")


def test_a_refused_button_says_why_where_it_leads() -> None:
    with pytest.raises(Answered) as raised, pressed(redirect("/there", 303), a_button()):
        raise Refused("It is over.")
    assert raised.value.response.headers["Location"] == "/there"
    assert get_flashed_messages(with_categories=True) == [("refused", "It is over.")]


def test_a_refusal_with_a_page_of_its_own_has_that_page() -> None:
    with (
        pytest.raises(Answered) as raised,
        pressed(str, a_button()),
        or_answer(lambda: ("Too late.", 410)),
    ):
        raise Refused("The link works no more.")
    assert answer(raised) == (410, "Too late.")


def test_what_was_done_is_said_with_a_button_that_takes_it_back() -> None:
    flash_done("Ended.", "/again", "Give it back")
    flash_done("Saved.")
    said: list[Any] = get_flashed_messages(with_categories=True)
    assert said[0] == ("done", {"text": "Ended.", "undo": "/again", "label": "Give it back"})
    assert said[1] == ("done", "Saved.")
