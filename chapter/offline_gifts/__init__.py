"""Offline gifts: those that come by hand, by mail or as a thing.

They are entered one by one, or as a *batch*: a list with its sum as it was counted. What was entered wrongly
is voided and *corrected*; both stay in the books.
"""

from flask import Flask

from chapter.broadcasts import kinds as broadcast_kinds
from chapter.offline_gifts import broadcasts
from chapter.offline_gifts.views import office


def register(app: Flask) -> None:
    """Register the broadcast of a batch's receipts, and the office's pages."""
    broadcast_kinds.register(app, *broadcasts.KINDS)
    app.register_blueprint(office.bp)
