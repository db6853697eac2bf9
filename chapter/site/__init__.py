"""The public face: home, feeds, what robots and browsers ask for."""

from flask import Flask

from chapter.site import feeds, views


def register(app: Flask) -> None:
    """Open these pages."""
    app.register_blueprint(views.bp)
    app.register_blueprint(feeds.bp)
