"""The chapter's own settings: its names, address, zone, currency, colors and the words of its mails."""

from flask import Flask

from chapter.settings import queries


def register(app: Flask) -> None:
    """Let every template know the chapter."""
    app.context_processor(lambda: {"chapter": queries.current()})
