"""The public face: home, feeds, what robots and browsers ask for."""

from flask import Flask

from chapter.site.views import public


def register(app: Flask) -> None:
    """Register the blueprint of these pages."""
    app.register_blueprint(public.bp)
