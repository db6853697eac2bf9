"""Integers in addresses: at most as many digits as a column of ours holds."""

from flask import Flask
from werkzeug.routing import IntegerConverter


class BoundedIntegerConverter(IntegerConverter):
    """A whole number of at most ten digits; with more, the address is 404. (Python refuses to convert
    thousands of digits, which would be a server error before any view is called.)"""

    regex = r"[0-9]{1,10}"


def register(app: Flask) -> None:
    """Use this converter for ``<int(max=...)>`` in routes."""
    app.url_map.converters["int"] = BoundedIntegerConverter
