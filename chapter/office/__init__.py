"""The office: what staff see first, and acts made of several domains."""

from flask import Flask

from chapter.office import log, settings
from chapter.web import navigation


def register(app: Flask) -> None:
    """Open these pages."""
    app.register_blueprint(log.bp)
    app.register_blueprint(settings.bp)
    navigation.add(app, "office", "Log", "log.index", order=80)
    navigation.add(app, "office", "Settings", "settings.edit", order=90)
