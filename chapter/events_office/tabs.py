"""Pages that packages above show beside an event's pages in the office."""

from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True)
class Tab:
    """A page of one event, which is told its slug."""

    endpoint: str
    label: str
    order: int


def register_tab(app: Flask, endpoint: str, label: str, order: int = 50) -> None:
    """Let those who manage an event find the page ``endpoint`` of it, in its ``order`` among the others."""
    app.extensions.setdefault("event_tabs", []).append(Tab(endpoint, label, order))


def registered_tabs() -> list[Tab]:
    """The pages that packages above registered."""
    known: list[Tab] = current_app.extensions.get("event_tabs", [])
    return known
