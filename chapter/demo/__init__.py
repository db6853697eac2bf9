"""The sample chapter: its people and two years of life, the mailbox, the style page."""

from flask import Flask

from chapter.demo import views


def register(app: Flask) -> None:
    """Open these pages."""
    app.register_blueprint(views.bp)
