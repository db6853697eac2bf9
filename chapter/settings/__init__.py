"""The chapter's own settings: its names, address, zone, currency, colors and the texts of its mails.

They are changed in the office (chapter/office/views/office/settings.py), which writes the audit entries.
"""

from flask import Flask

from chapter.personal_data import registry
from chapter.settings import personal_data, queries
from chapter.settings.views import public


def register(app: Flask) -> None:
    """Give every template the chapter, give the time filters its zone, and serve its color."""
    registry.register(app, *personal_data.TABLES)
    app.extensions["home_zone"] = lambda: queries.current().zone_info
    app.context_processor(lambda: {"chapter": queries.current()})
    app.register_blueprint(public.bp)
