"""Pictures that are in the database, for tests: rows, and files in the database's store."""

from chapter import db
from chapter.gateways.files import sha256
from chapter.gateways.files.database import StoredFile
from chapter.media.models import Picture, PictureFile
from tests import factories
from tests.factories import TODAY


def a_picture(use: str = "photo", sizes: tuple[str, ...] = ("small", "large")) -> Picture:
    """A picture of that use; its bytes say which size it is."""
    picture = factories.saved(Picture(use=use, made_at=TODAY))
    with factories.a_writing():
        for size in sizes:
            content, key = f"the {size} one".encode(), f"pictures/{picture.public_id}-{size}.webp"
            db.session.add(StoredFile(key=key, content_type="image/webp", content=content, stored_at=TODAY))
            file = PictureFile(picture_id=picture.id, size=size, key=key, width=4, height=3)
            file.length, file.sha256 = len(content), sha256(content)
            db.session.add(file)
    return picture
