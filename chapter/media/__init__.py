"""Pictures: re-encoded from what was sent, in the sizes of their use, without a camera's metadata.

A *use* is what pictures are for (uses.py): each package declares its own, with sizes and who may see them.
The bytes are in the store of files (chapter/gateways/files).
"""

from flask import Flask

from chapter.media import personal_data
from chapter.media.views import public
from chapter.personal_data import registry


def register(app: Flask) -> None:
    """Register what its tables hold of a person, and the addresses of public pictures."""
    registry.register(app, *personal_data.TABLES)
    app.register_blueprint(public.bp)
