"""Security below the pages: encryption, signed links, limits on attempts, the security log.

It lies below web and knows no page.
"""

from flask import Flask

from chapter.personal_data import registry
from chapter.security import personal_data


def register(app: Flask) -> None:
    """Register what its tables hold of a person."""
    registry.register(app, *personal_data.TABLES)
