"""Panels that packages above add to a person's page in the office: a template, and the function that fills
it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from chapter.forms.fields import Form
from chapter.people.models import Person

ReturnedForms = Mapping[str, Form]
"""Forms of the person's page that were sent and had errors, by name."""


@dataclass(frozen=True)
class Panel:
    """``template`` is included on the person's page, with the result of ``fill`` as ``panel``; ``first``:
    above everything else on the page."""

    template: str
    fill: Callable[[Person, datetime, ReturnedForms], dict[str, Any]]
    first: bool = False


def register(app: Flask, panel: Panel) -> None:
    """Show ``panel`` on every person's page."""
    app.extensions.setdefault("person_panels", []).append(panel)


def panels_for(
    person: Person, now: datetime, sent: ReturnedForms, *, first: bool = False
) -> list[tuple[str, dict[str, Any]]]:
    """Each panel's template, and its data for ``person``: of the panels that are ``first``, or of the
    others."""
    known: list[Panel] = current_app.extensions.get("person_panels", [])
    return [(one.template, one.fill(person, now, sent)) for one in known if one.first is first]
