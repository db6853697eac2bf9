"""Pages that packages above show beside an event's pages in the office."""

from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True)
class Tab:
    """A page of one event; its endpoint gets the event's slug."""

    endpoint: str
    label: str
    order: int


def register_tab(app: Flask, endpoint: str, label: str, order: int = 50) -> None:
    """Add the page ``endpoint`` to the tabs of every event, at position ``order``, for those who manage
    it."""
    app.extensions.setdefault("event_tabs", []).append(Tab(endpoint, label, order))


def registered_tabs() -> list[Tab]:
    """The tabs that packages above registered."""
    known: list[Tab] = current_app.extensions.get("event_tabs", [])
    return known
