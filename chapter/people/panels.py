"""What packages above show of a person on their page in the office: a template, and what fills it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from chapter.people.models import Person
from chapter.web.forms import Form

ReturnedForms = Mapping[str, Form]
"""Forms of their page that came back with something wrong, by name."""


@dataclass(frozen=True)
class Panel:
    """``template`` is included on their page, with ``panel`` as what ``fill`` gives; ``first``: above all
    that is known of them."""

    template: str
    fill: Callable[[Person, datetime, ReturnedForms], dict[str, Any]]
    first: bool = False


def register(app: Flask, panel: Panel) -> None:
    """Show ``panel`` on every person's page."""
    app.extensions.setdefault("person_panels", []).append(panel)


def panels_for(
    person: Person, now: datetime, sent: ReturnedForms, *, first: bool = False
) -> list[tuple[str, dict[str, Any]]]:
    """The template of each panel, and what fills it for ``person``: of those that stand ``first``, or of the
    others."""
    known: list[Panel] = current_app.extensions.get("person_panels", [])
    return [(one.template, one.fill(person, now, sent)) for one in known if one.first is first]
