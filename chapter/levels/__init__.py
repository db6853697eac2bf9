"""Levels: what one can be a member at.

A *level* has a price, a *period* and its benefits; what it opens (the directory, members’ events) is an
*entitlement*. A *requirement* is what it asks of a member in each term; a *counter* ticks it by itself,
or staff *tick* it.
"""

from flask import Flask

from chapter import glossary_terms
from chapter.audit import log_kinds
from chapter.levels import glossary, log_names, personal_data
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Register what the log says of levels, and what the words about members mean."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
