"""Days in forms: a slip of a year is said, on every form that there is."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, DateTimeLocalField
from wtforms import Form as PlainForm

NO_DAYS = ("0026-11-20", "0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31")


def forms(kind: type[Any] = PlainForm) -> Iterator[type[Any]]:
    """Every form of the application."""
    for one in kind.__subclasses__():
        yield one
        yield from forms(one)


def days(form: type[Any]) -> Iterator[tuple[str, Any]]:
    """Its fields for a day, by name."""
    for name in dir(form):
        field = getattr(form, name, None)
        kind = getattr(field, "field_class", None)
        if isinstance(kind, type) and issubclass(kind, DateField | DateTimeLocalField):
            yield name, field


def test_every_form_refuses_a_day_of_another_millennium(app: Flask) -> None:
    asked = 0
    for form in set(forms()):
        if not form.__module__.startswith("chapter."):
            continue
        for name, field in days(form):
            for sent in NO_DAYS:
                alone = type("Alone", (PlainForm,), {"day": field})
                timed = not issubclass(field.field_class, DateField)
                errors = _errors(alone, f"{sent}T10:00" if timed else sent)
                assert errors == ["Choose a date between 2000 and 2199."], (form, name, sent)
                asked += 1
    assert asked > 50


@pytest.mark.parametrize("sent", ["2000-01-01", "2026-12-24", "2199-12-31"])
def test_days_of_ours_are_taken(app: Flask, sent: str) -> None:
    for form in set(forms()):
        for _, field in (
            days(form)
            if form.__module__.startswith(("chapter.giving", "chapter.givers", "chapter.offline_gifts"))
            else ()
        ):
            timed = not issubclass(field.field_class, DateField)
            assert not _errors(
                type("Alone", (PlainForm,), {"day": field}), f"{sent}T10:00" if timed else sent
            )


def _errors(alone: type[Any], sent: str) -> list[str]:
    form = alone(MultiDict({"day": sent}))
    form.validate()
    return list(form.errors.get("day", []))
