"""Segments: people selected by a filter that reads as a sentence, and saved under a name.

A *filter* (filters.py) is a query string in an address and in a *saved list*; `queries.people_matching` says
whom it selects now, `wording.describe` how it reads. Records’ pages list a segment; whatever addresses people
by a segment stands above this package, too.
"""

from flask import Flask

from chapter.personal_data import registry
from chapter.segments import personal_data


def register(app: Flask) -> None:
    """Register what saved lists hold of a person."""
    registry.register(app, *personal_data.TABLES)
