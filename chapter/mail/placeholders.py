"""What fills the placeholders and makes the attachments of a mail when it is sent; other packages register
it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    filename: str
    content_type: str
    data: bytes


MakeLink = Callable[[int], str]
MakeAttachment = Callable[[int], Attachment | None]
LoadMany = Callable[[list[int]], object]


def register_link(app: Flask, name: str, make: MakeLink) -> None:
    """Let ``name`` in ``Letter.placeholders`` be filled by ``make(record id)``, an absolute address."""
    app.extensions.setdefault("mail.links", {})[name] = make


def register_attachment(app: Flask, name: str, make: MakeAttachment) -> None:
    """Let ``name`` in ``Letter.attachments`` be made by ``make(record id)``; None: nothing to attach."""
    app.extensions.setdefault("mail.enclosures", {})[name] = make


def register_preload(app: Flask, kind: str, load: LoadMany) -> None:
    """Let ``load(record ids)`` read in one statement what the mails about many records of ``kind`` need."""
    app.extensions.setdefault("mail.loading", {})[kind] = load


def preload(records: Iterable[tuple[str, int]]) -> None:
    """Read what mails about ``records`` (kind, id) need; worth it within ``db.remembering()``."""
    known: dict[str, LoadMany] = current_app.extensions["mail.loading"]
    wanted: dict[str, list[int]] = {}
    for kind, record_id in records:
        wanted.setdefault(kind, []).append(record_id)
    for kind, ids in wanted.items():
        if kind in known:
            known[kind](ids)


def link(name: str, record_id: int) -> str:
    """The address for a placeholder. KeyError when nobody registered ``name``."""
    make: MakeLink = current_app.extensions["mail.links"][name]
    return make(record_id)


def attachment(name: str, record_id: int) -> Attachment | None:
    """The file of an attachment. KeyError when nobody registered ``name``."""
    make: MakeAttachment = current_app.extensions["mail.enclosures"][name]
    return make(record_id)
