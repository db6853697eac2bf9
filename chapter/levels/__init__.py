"""Levels: what one can be a member at.

A *level* has a price, a *period* and its benefits; what it opens (the directory, members’ events) is an
*entitlement*. A *requirement* is what it asks of a member in each term; a *counter* ticks it by itself,
or staff *tick* it.
"""

from flask import Flask

from chapter.levels import personal_data
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Register what its tables hold of a person."""
    registry.register(app, *personal_data.TABLES)
