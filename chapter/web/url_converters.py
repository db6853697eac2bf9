"""Numbers in addresses: as many digits as a column of ours holds, and the usual ones."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class BoundedIntegerConverter(IntegerConverter):
    """A whole number of at most ten digits; with more, the address leads nowhere. (Python reads no number of
    thousands of digits, which would be a fault before any page is asked.)"""

    regex = r"[0-9]{1,10}"


def register(app: Flask) -> None:
    """Let ``<int(max=...)>`` in an address be such a number."""
    app.url_map.converters["int"] = BoundedIntegerConverter
