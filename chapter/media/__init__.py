"""Pictures: re-encoded from what was sent, in a few sizes, without a camera's metadata."""

from flask import Flask

from chapter.media import personal_data
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Register what its tables hold of a person."""
    registry.register(app, *personal_data.TABLES)
