"""Registry of what fills the placeholders and makes the attachments of a mail when it is sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app


@dataclass(frozen=True)
class Attachment:
    """A file attached to a mail."""

    filename: str
    content_type: str
    data: bytes


MakeLink = Callable[[int], str]
MakeAttachment = Callable[[int], Attachment | None]
LoadMany = Callable[[list[int]], object]


def register_link(app: Flask, name: str, make: MakeLink) -> None:
    """Register ``make(record id)``, which returns an absolute address, for ``name`` in
    ``Letter.placeholders``."""
    app.extensions.setdefault("mail.links", {})[name] = make


def register_attachment(app: Flask, name: str, make: MakeAttachment) -> None:
    """Register ``make(record id)`` for ``name`` in ``Letter.attachments``; it returns None when there is
    nothing to attach."""
    app.extensions.setdefault("mail.attachments", {})[name] = make


def register_preload(app: Flask, kind: str, load: LoadMany) -> None:
    """Register ``load(record ids)``, which reads in one statement what mails about records of ``kind``
    need."""
    app.extensions.setdefault("mail.loading", {})[kind] = load


def preload(records: Iterable[tuple[str, int]]) -> None:
    """Load what mails about ``records`` (kind, id) need; of use only within ``db.remembering()``."""
    known: dict[str, LoadMany] = current_app.extensions["mail.loading"]
    wanted: dict[str, list[int]] = {}
    for kind, record_id in records:
        wanted.setdefault(kind, []).append(record_id)
    for kind, ids in wanted.items():
        if kind in known:
            known[kind](ids)


def link(name: str, record_id: int) -> str:
    """The address for a placeholder. KeyError when ``name`` is not registered."""
    make: MakeLink = current_app.extensions["mail.links"][name]
    return make(record_id)


def attachment(name: str, record_id: int) -> Attachment | None:
    """The file of an attachment, or None. KeyError when ``name`` is not registered."""
    make: MakeAttachment = current_app.extensions["mail.attachments"][name]
    return make(record_id)
