"""Every kind of mail, declared once by the package that writes it.

A kind says what the mail is for (its *use*, see restrictions), who of the office may read it, and which
*choice* of the reader it depends on. A mail of an undeclared kind is not written, and the application does
not start while a template has none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from chapter.restrictions import Use
from chapter.web.access import Circle

EXTENSION = "mail.kinds"


class Undeclared(LookupError):
    """No package declared this kind of mail."""


@dataclass(frozen=True)
class Choice:
    """A choice that a reader makes, yes or no. ``sentence`` is what the reader says yes to.

    ``asked_first``: sent only to those who said yes. Otherwise to all but those who said no, since they asked
    for something that it belongs to.
    """

    title: str
    sentence: str
    asked_first: bool = True


CHOICES = {
    "news": Choice("Friends Doing Good Things", "Write to me now and then: Friends Doing Good Things."),
    "events": Choice("What is on", "Write to me when a new event is on."),
    "drive": Choice("Give something nice", "Write to me when a drive begins, and what came of it."),
    "welcome": Choice("Your first weeks", "Write to me in my first weeks as a member.", asked_first=False),
    "asks": Choice("Would you help?", "Ask me by email when a shift would suit me.", asked_first=False),
}
"""Every choice, by the name that consents store as their purpose."""


@dataclass(frozen=True)
class MailKind:
    """A kind of mail: ``<domain>.<template>``. Whoever is in one of ``readers`` may read it in the office.

    ``lapses``: its content is valid for less than an hour, so that it is useless later. ``bound``: its link
    proves whose mailbox it went to, or opens what belongs to that, so it goes to no other address.
    """

    name: str
    use: Use
    readers: tuple[Circle, ...]
    choice: str = ""
    lapses: bool = False
    bound: bool = False


def declare(
    domain: str,
    names: str,
    *,
    use: Use,
    readers: Iterable[Circle],
    choice: str = "",
    lapses: bool = False,
    bound: bool = False,
) -> tuple[MailKind, ...]:
    """The kinds ``names`` (words of one string) of a domain. Raises ValueError for an unknown choice, or a
    kind for many without a choice."""
    if choice and choice not in CHOICES:
        raise ValueError(f"there is no choice {choice}")
    if use is Use.BULK and not choice:
        raise ValueError(f"{names}: what goes to many hangs on a choice of the reader")
    return tuple(
        MailKind(f"{domain}.{name}", use, tuple(readers), choice, lapses, bound) for name in names.split()
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
    """Refuse to start while a mail template has no kind, or a kind no template. Raises Undeclared."""
    folder = Path(app.root_path) / "templates" / "emails"
    written = {f"{path.parent.name}.{path.stem}" for path in folder.glob("*/*.txt") if path.stem[0] != "_"}
    odd = sorted(written ^ set(app.extensions.get(EXTENSION, {})))
    if odd:
        raise Undeclared(f"template or declaration is missing: {', '.join(odd)}")
