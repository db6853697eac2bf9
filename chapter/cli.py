"""Commands: ``flask --app wsgi …``."""

from flask import Flask


def register(app: Flask) -> None:
    """Make the commands known to ``flask``."""
