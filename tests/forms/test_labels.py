"""Labels are words: no name of the program's own stands on a page."""

import re

import pytest
from flask import Flask
from wtforms.fields.core import UnboundField

from chapter.forms.fields import Form, text_field
from tests.forms.test_date_fields import forms

OF_THE_PROGRAM = re.compile(r"[a-z][A-Z]|_|\.[a-z]")
"""CamelCase, an underscore, a dotted name."""


def labels(form: type[Form]) -> list[str]:
    """What stands beside the fields of a form, as they were declared."""
    fields = [getattr(form, name, None) for name in dir(form)]
    return [str(field.args[0]) for field in fields if isinstance(field, UnboundField) and field.args]


def test_no_label_is_a_name_of_the_program(app: Flask) -> None:
    ours = {form for form in forms() if form.__module__.startswith(("chapter.", "demo."))}
    found = {(form.__name__, label) for form in ours for label in labels(form)}
    assert len(found) > 150
    assert {one for one in found if OF_THE_PROGRAM.search(one[1])} == set()


@pytest.mark.parametrize("label", ["MoneyField", "event_title", "events.title"])
def test_a_label_that_is_one_is_seen(label: str) -> None:
    form = type("Strange", (Form,), {"amount": text_field(label)})
    assert labels(form) == [label]
    assert OF_THE_PROGRAM.search(label)
