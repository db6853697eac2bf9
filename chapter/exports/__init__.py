"""Exports: files about people, under the same rules for all of them."""

from flask import Flask

from chapter.audit import log_kinds
from chapter.exports import log_names


def register(app: Flask) -> None:
    """Register what the log says of exported files."""
    log_kinds.register(app, *log_names.LOGGED)
