"""Every kind of mail, declared once by the package that writes it.

A kind says what the mail is for (its *use*, see restrictions), who of the office may read it, and which
*consent* of the reader it needs (mail.consents). A mail of an undeclared kind is not written, and the
application does not start while a template has none, or a kind needs a consent that no purpose declares.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from chapter.mail.consents import PURPOSES, ConsentPurpose
from chapter.restrictions import Use
from chapter.web.access import Circle

EXTENSION = "mail.kinds"


class Undeclared(LookupError):
    """No package declared this kind of mail."""


@dataclass(frozen=True)
class MailKind:
    """A kind of mail: ``<domain>.<template>``. Whoever is in one of ``readers`` may read it in the office.

    ``lapses``: its content is valid for less than an hour, so that it is useless later. ``bound``: its link
    proves whose mailbox it went to, or opens what belongs to that, so it goes to no other address.
    """

    name: str
    use: Use
    readers: tuple[Circle, ...]
    consent: ConsentPurpose | None = None
    lapses: bool = False
    bound: bool = False


def declare(
    domain: str,
    names: str,
    *,
    use: Use,
    readers: Iterable[Circle],
    consent: ConsentPurpose | None = None,
    lapses: bool = False,
    bound: bool = False,
) -> tuple[MailKind, ...]:
    """The kinds ``names`` (words of one string) of a domain. Raises ValueError for a kind for many that
    needs no consent."""
    if use is Use.BULK and consent is None:
        raise ValueError(f"{names}: what goes to many needs a consent of the reader")
    return tuple(
        MailKind(f"{domain}.{name}", use, tuple(readers), consent, lapses, bound) for name in names.split()
    )


def register(app: Flask, declared: Iterable[MailKind]) -> None:
    """Register these kinds. Raises ValueError for one that is declared twice."""
    known: dict[str, MailKind] = app.extensions.setdefault(EXTENSION, {})
    for kind in declared:
        if kind.name in known:
            raise ValueError(f"{kind.name} is declared twice")
        known[kind.name] = kind


def kind_named(name: str) -> MailKind:
    """The kind of this name. Raises Undeclared."""
    found = all_kinds().get(name)
    if found is None:
        raise Undeclared(f"no package declares mails of the kind {name}")
    return found


def all_kinds() -> dict[str, MailKind]:
    """Every declared kind, by name."""
    known: dict[str, MailKind] = current_app.extensions[EXTENSION]
    return known


def guard(app: Flask) -> None:
    """Refuse to start while a mail template has no kind, a kind no template, or a kind needs a consent that
    is no purpose of mail.consents. Raises Undeclared."""
    folder = Path(app.root_path) / "templates" / "emails"
    written = {f"{path.parent.name}.{path.stem}" for path in folder.glob("*/*.txt") if path.stem[0] != "_"}
    odd = sorted(written ^ set(app.extensions.get(EXTENSION, {})))
    if odd:
        raise Undeclared(f"template or declaration is missing: {', '.join(odd)}")
    for kind in app.extensions.get(EXTENSION, {}).values():
        if kind.consent is not None and PURPOSES.get(kind.consent.name) is not kind.consent:
            raise Undeclared(f"{kind.name} needs a consent that no purpose declares: {kind.consent.name}")
