"""The public face: home, feeds, what robots ask for."""

from flask import Flask


def register(app: Flask) -> None:
    """Open these pages."""
