"""What packages above show on a guest's booking, and beside an event's pages in the office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from chapter.bookings.models import Rsvp


@dataclass(frozen=True)
class Panel:
    """``template`` is included on a booking's page, with ``panel`` as what ``fill`` returns; None: the
    booking has no such panel."""

    template: str
    fill: Callable[[Rsvp, datetime], dict[str, Any] | None]


def register(app: Flask, panel: Panel) -> None:
    """Show ``panel`` on the bookings of events that are not over."""
    app.extensions.setdefault("booking_panels", []).append(panel)


def panels_for(rsvp: Rsvp, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The template of each panel that applies to this booking, and its values."""
    known: list[Panel] = current_app.extensions.get("booking_panels", [])
    filled = ((panel.template, panel.fill(rsvp, now)) for panel in known)
    return [(template, what) for template, what in filled if what is not None]
