"""The public face: home, feeds, what robots and browsers ask for."""

from flask import Flask

from chapter.site.views import feeds, home


def register(app: Flask) -> None:
    """Open these pages."""
    app.register_blueprint(home.bp)
    app.register_blueprint(feeds.bp)
