"""The office: what staff see first, and acts made of several domains."""

from flask import Flask


def register(app: Flask) -> None:
    """Open these pages."""
