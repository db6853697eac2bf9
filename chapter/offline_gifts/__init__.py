"""Offline gifts: those that come in cash, by mail or in kind, entered by staff.

They are entered one by one, or as a *batch*: a list with its sum as it was counted. A gift that was entered
wrongly is voided and *corrected*; both stay in the books.
"""

from flask import Flask

from chapter import glossary_terms
from chapter.audit import log_kinds
from chapter.broadcasts import kinds as broadcast_kinds
from chapter.offline_gifts import broadcasts, glossary, log_names
from chapter.offline_gifts.views import office
from chapter.web import navigation


def register(app: Flask) -> None:
    """Register the broadcast of a batch's receipts, and the office's pages."""
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    broadcast_kinds.register(app, *broadcasts.KINDS)
    app.register_blueprint(office.bp)
    navigation.add_entry(app, "giving", "Enter gifts", "offline_gifts_office.offline", 40)
