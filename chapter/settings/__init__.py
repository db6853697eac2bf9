"""The chapter's own settings: its names, address, zone, currency, colors and the words of its mails.

They are changed in the office (chapter/office/views/office/settings.py), which keeps the log of it.
"""

from flask import Flask

from chapter.settings import queries
from chapter.settings.views import public


def register(app: Flask) -> None:
    """Let every template know the chapter and whatever names a time its zone, and serve its color."""
    app.extensions["home_zone"] = lambda: queries.current().zone_info
    app.context_processor(lambda: {"chapter": queries.current()})
    app.register_blueprint(public.bp)
