"""What is kept about somebody and why; seen and erased by her."""

from flask import Flask


def register(app: Flask) -> None:
    """Open these pages."""
