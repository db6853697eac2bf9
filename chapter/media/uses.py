"""What pictures are for: each package declares its use once, with the sizes and who may see them."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, current_app

from chapter.media.decoder import PictureSize

EXTENSION = "picture_uses"


@dataclass(frozen=True)
class PictureUse:
    """A use of pictures. ``name`` is also the form field that brings one, beside which a refusal stands.
    ``public``: whoever has the address may see it, for ever and from any cache
    (media/addresses.py); else the package that shows it asks each time (media/responses.py)."""

    name: str
    sizes: tuple[PictureSize, ...]
    public: bool


class UseUndeclared(LookupError):
    """A picture is of a use that no package declares."""


def register(app: Flask, *declared: PictureUse) -> None:
    """Register what a package uses pictures for. Raises ValueError for a use that is declared twice, for a
    size without a name of its own, and for a name that can't stand in an address."""
    known: dict[str, PictureUse] = app.extensions.setdefault(EXTENSION, {})
    for use in declared:
        names = [size.name for size in use.sizes]
        if use.name in known:
            raise ValueError(f"{use.name} is declared twice")
        if not names or len(set(names)) < len(names):
            raise ValueError(f"{use.name}: each size has a name of its own")
        if not all(name.isascii() and name.isalnum() and name == name.lower() for name in names):
            raise ValueError(f"{use.name}: sizes are named in small letters and digits")
        known[use.name] = use


def use_named(name: str) -> PictureUse:
    """The use of that name. Raises UseUndeclared."""
    known: dict[str, PictureUse] = current_app.extensions[EXTENSION]
    if name not in known:
        raise UseUndeclared(name)
    return known[name]


def public_names() -> Iterator[str]:
    """The names of the uses whose pictures anybody may see."""
    known: dict[str, PictureUse] = current_app.extensions[EXTENSION]
    return (use.name for use in known.values() if use.public)
