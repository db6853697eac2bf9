"""Kinds of telling many at once, and what is seen before it leaves: to whom, who is left out, how it reads.

A package that tells many by one press makes a `Kind` of its own and registers it at assembly. What asks
about it is one mechanism: the hold (holds.py), its page, its banner, the page that is shown before a press.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app

from chapter import db, reach
from chapter.audit import Actor
from chapter.mail import gate, kinds
from chapter.mail.models import Telling
from chapter.mail.rules import Letter

PLACE = "mail.tellings"
NO_EMAIL = "has no email with us"
AT_THE_SAME_MOMENT = timedelta(seconds=30)
"""Whoever booked so soon after a change may have waited for it, or it for her: she is told."""


@dataclass(frozen=True)
class Reader:
    """Somebody who would be told. ``id`` is the number of the row she is told by, such as a booking's, and
    ``since`` when that was written."""

    id: int
    name: str
    email: str
    person_id: int | None = None
    since: datetime | None = None


class Kind(ABC):
    """One way to tell many. ``name`` is ``<package>.<what>``, ``mail`` the kind of its mails.

    What is asked of a telling that is not saved yet (its readers, its letters) is shown before the press.
    """

    name: str
    mail: str

    @abstractmethod
    def said(self, telling: Telling) -> str:
        """What is told, as the end of “… hear”: “that Long Table is at another time or place”."""

    @abstractmethod
    def readers(self, telling: Telling) -> Sequence[Reader]:
        """Everybody whom it concerns, also those whom mail may not reach."""

    @abstractmethod
    def letters(self, telling: Telling, readers: Sequence[Reader]) -> Sequence[Letter]:
        """The letter of each of ``readers``, in their order."""

    @abstractmethod
    def home(self, telling: Telling) -> str:
        """The address of the page that it was pressed on."""

    @abstractmethod
    def keeps(self, viewer: Any, telling: Telling) -> bool:
        """Whether ``viewer`` may look at it, undo it and send it now."""

    def begins(self, _telling: Telling) -> datetime | None:
        """When what it is about begins; None: it has no hour."""
        return None

    def waits(self, _telling: Telling) -> bool:
        """Whether it may not leave yet, since something else is held that may make it needless."""
        return False

    def moot(self, _telling: Telling, _now: datetime) -> bool:
        """Whether all is as the readers know it, so that nobody is told."""
        return False

    def dropped(self, _telling: Telling, _now: datetime) -> str:
        """The hold is over and it is moot, so those after ``last_id`` are not told. Why, as a sentence for
        whoever pressed; empty: she need not know."""
        return ""

    def begin(self, telling: Telling, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """The hold is over and nothing can be undone; the record is locked."""

    def hurried(self, telling: Telling, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Somebody let it leave without waiting."""

    def quiet(self, telling: Telling, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Nobody is told after all: it was undone, or ends where it began. The record is locked."""

    def put_back(self, _telling: Telling, *, by: Actor, now: datetime) -> str:
        """Put back what was changed; the record is locked. What the page says of it beside that."""
        return ""


class HandedOver(Kind):
    """A kind whose mails a job of its own writes, batch by batch, once ``begin`` has asked for them and noted
    how many."""

    @abstractmethod
    def sample(self, telling: Telling, reader: Reader) -> Letter:
        """How it reads for one of them."""

    def letters(self, telling: Telling, readers: Sequence[Reader]) -> Sequence[Letter]:
        """Only to be looked at."""
        return [self.sample(telling, reader) for reader in readers]


@dataclass(frozen=True)
class Sight:
    """What is seen before it leaves. ``letter``: how it reads for the first of ``to``."""

    to: list[Reader]
    out: list[tuple[Reader, str]]
    letter: Letter | None = None


def register(app: Flask, *kinds: Kind) -> None:
    """Let ``kinds`` be told. Raises ValueError for a name that is taken."""
    known: dict[str, Kind] = app.extensions.setdefault(PLACE, {})
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"two kinds of telling are called {kind.name}")
        known[kind.name] = kind


def kind_of(telling: Telling) -> Kind:
    """Its kind. KeyError when nobody registered it."""
    known: dict[str, Kind] = current_app.extensions[PLACE]
    return known[telling.kind]


def draft(kind: str, record: Any, **words: Any) -> Telling:
    """A telling that is only looked at: it is in no database."""
    return Telling(
        kind=kind, record_kind=record.__tablename__, record_id=record.id, words=words, before={}, after={}
    )


def sorted_out(readers: Sequence[Reader], mail: str) -> Sight:
    """Whom a mail of this kind reaches, and who is left out and why, in words that follow a name."""
    use = kinds.of(mail).use
    stopped = reach.why_not([one.person_id for one in readers if one.person_id is not None], use)
    asked = {one.id: gate.Reader(mail, one.person_id, one.email) for one in readers}
    against = gate.against(asked.values())
    sight = Sight([], [])
    for one in readers:
        no = against.get(asked[one.id])
        why = stopped.get(one.person_id or 0) or ("" if one.email else NO_EMAIL) or (_words(no) if no else "")
        if why:
            sight.out.append((one, why))
        else:
            sight.to.append(one)
    return sight


def _words(no: gate.No) -> str:
    why = no.why.removeprefix(gate.NOT_SENT).rstrip(".")
    said = why.removeprefix("the reader ")
    return said if said != why else f"can’t be reached: {why}"


def looked_at(telling: Telling) -> Sight:
    """To whom ``telling`` goes, who is left out and why, and how it reads for one of them."""
    kind = kind_of(telling)
    with db.session.no_autoflush:
        sight = sorted_out(kind.readers(telling), kind.mail)
        letter = kind.letters(telling, sight.to[:1])[0] if sight.to else None
    return Sight(sight.to, sight.out, letter)


def was_known(words: Mapping[str, Any], reader: Reader) -> str:
    """How what moved was when ``reader`` booked, by the ``words`` of its telling; empty: she booked after all
    its changes and knows how it is now."""
    steps = words.get("steps")
    if not steps or reader.since is None:
        return str(words.get("was", ""))
    since = reader.since
    return next((was for at, was in steps if since < datetime.fromisoformat(at) + AT_THE_SAME_MOMENT), "")


def many(telling: Telling) -> int:
    """How many are told, unless it is taken back."""
    kind = kind_of(telling)
    return len(sorted_out(kind.readers(telling), kind.mail).to)
