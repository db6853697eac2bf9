"""Addresses of pictures that everybody may see. They never change: another picture has another one."""

from flask import url_for

from chapter.media import uses
from chapter.media.models import Picture


def public_address(picture: Picture, size: str) -> str:
    """Where ``picture`` is in that size. Raises ValueError where not everybody may see it, or where its use
    has no such size."""
    use = uses.use_named(picture.use)
    if not use.public:
        raise ValueError(f"a {use.name} has no address of its own: whoever looks at it is checked")
    if size not in {one.name for one in use.sizes}:
        raise ValueError(f"a {use.name} is in no size {size!r}")
    return url_for("media.picture", public_id=picture.public_id, size=size)
