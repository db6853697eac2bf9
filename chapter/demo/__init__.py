"""The sample chapter: its people and two years of life, the mailbox, the style page."""

from flask import Flask


def register(app: Flask) -> None:
    """Open these pages."""
