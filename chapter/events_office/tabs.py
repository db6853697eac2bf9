"""Pages that packages above show beside an event's pages in the office."""

from flask import Flask, current_app


def register_tab(app: Flask, endpoint: str, label: str) -> None:
    """Let those who manage an event find the page ``endpoint`` of it, which is told its slug."""
    app.extensions.setdefault("event_tabs", {})[endpoint] = label


def registered_tabs() -> dict[str, str]:
    """The pages of rooms above, by endpoint."""
    known: dict[str, str] = current_app.extensions.get("event_tabs", {})
    return known
