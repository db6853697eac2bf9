"""Kinds of broadcasts, and their previews: to whom one goes, who is left out, a sample letter.

A package that notifies many at once defines a `BroadcastKind` of its own and registers it at assembly. The
hold (holds.py), its page, its banner and the preview page work the same for every kind.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app

from chapter import db, restrictions
from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.mail import gate, kinds
from chapter.mail.rules import Letter

EXTENSION = "broadcasts.kinds"
NO_EMAIL = "has no email with us"
GRACE_PERIOD = timedelta(seconds=30)
"""Whoever booked this soon after a change may have crossed with it, so they are notified as well."""


@dataclass(frozen=True)
class Recipient:
    """Somebody who would be notified. ``id`` is the id of the row that makes them a recipient, such as a
    booking's, and ``since`` is when that row was written."""

    id: int
    name: str
    email: str
    person_id: int | None = None
    since: datetime | None = None


class BroadcastKind(ABC):
    """One way to notify many. ``name`` is ``<package>.<what>``, ``mail`` the kind of its mails.

    Its methods also take a broadcast that is not saved yet, so that recipients and letters can be previewed.
    """

    name: str
    mail: str

    @abstractmethod
    def title(self, broadcast: Broadcast) -> str:
        """What it announces, as the end of “… hear”: “that Long Table is at another time or place”."""

    @abstractmethod
    def recipients(self, broadcast: Broadcast) -> Sequence[Recipient]:
        """Everybody it concerns, including those whom mail may not reach."""

    @abstractmethod
    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The letters to ``readers``, in the same order."""

    @abstractmethod
    def page_url(self, broadcast: Broadcast) -> str:
        """The address of the page that it was sent from."""

    @abstractmethod
    def may_manage(self, viewer: Any, broadcast: Broadcast) -> bool:
        """Whether ``viewer`` may see it, undo it and send it now."""

    def begins_at(self, _broadcast: Broadcast) -> datetime | None:
        """When the event or shift it is about begins; None: it has no time."""
        return None

    def is_blocked(self, _broadcast: Broadcast) -> bool:
        """Whether it may not be sent yet, since something else is held that may make it needless."""
        return False

    def is_needless(self, _broadcast: Broadcast, _now: datetime) -> bool:
        """Whether the readers know the present state already, so that nobody is notified."""
        return False

    def why_dropped(self, _broadcast: Broadcast, _now: datetime) -> str:
        """Why the broadcast is dropped: the hold is over and it is needless, so readers after ``last_id`` are
        not notified. A sentence for whoever sent it; empty: they need not know."""
        return ""

    def on_begin(self, broadcast: Broadcast, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Called when the hold is over and nothing can be undone any more; the record is locked."""

    def on_send_now(self, broadcast: Broadcast, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Called when somebody sends it without waiting."""

    def on_nobody_told(self, broadcast: Broadcast, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Called when nobody is notified after all: it was undone, or the record is as it was. The record is
        locked."""

    def revert(self, _broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
        """Put back what was changed; the record is locked. Returns what the page says about it besides."""
        return ""


class QueuedBroadcastKind(BroadcastKind):
    """A kind whose mails a job of its own writes, batch by batch, once ``on_begin`` has requested them and
    noted how many."""

    @abstractmethod
    def sample(self, broadcast: Broadcast, reader: Recipient) -> Letter:
        """The letter as ``reader`` would get it."""

    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """Sample letters, for the preview only."""
        return [self.sample(broadcast, reader) for reader in readers]


@dataclass(frozen=True)
class Preview:
    """What is shown before it is sent. ``letter``: the letter to the first of ``to``."""

    to: list[Recipient]
    out: list[tuple[Recipient, str]]
    letter: Letter | None = None


def register(app: Flask, *kinds: BroadcastKind) -> None:
    """Register broadcast kinds. Raises ValueError for a name that is taken."""
    known: dict[str, BroadcastKind] = app.extensions.setdefault(EXTENSION, {})
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"two kinds of broadcast are called {kind.name}")
        known[kind.name] = kind


def kind_of(broadcast: Broadcast) -> BroadcastKind:
    """The registered kind of ``broadcast``. KeyError when nobody registered it."""
    known: dict[str, BroadcastKind] = current_app.extensions[EXTENSION]
    return known[broadcast.kind]


def draft(kind: str, record: Any, **words: Any) -> Broadcast:
    """An unsaved broadcast, for a preview only."""
    return Broadcast(
        kind=kind, record_kind=record.__tablename__, record_id=record.id, words=words, before={}, after={}
    )


def sort_recipients(readers: Sequence[Recipient], mail: str) -> Preview:
    """Whom a mail of this kind reaches, and who is left out and why, in words that follow a name."""
    use = kinds.kind_named(mail).use
    stopped = restrictions.reasons_against(
        [one.person_id for one in readers if one.person_id is not None], use
    )
    asked = {one.id: gate.GateQuery(mail, one.person_id, one.email) for one in readers}
    against = gate.why_not_sent(asked.values())
    sight = Preview([], [])
    for one in readers:
        no = against.get(asked[one.id])
        why = stopped.get(one.person_id or 0) or ("" if one.email else NO_EMAIL) or (_words(no) if no else "")
        if why:
            sight.out.append((one, why))
        else:
            sight.to.append(one)
    return sight


def _words(no: gate.NotSent) -> str:
    why = no.why.removeprefix(gate.NOT_SENT_PREFIX).rstrip(".")
    said = why.removeprefix("the reader ")
    return said if said != why else f"can’t be reached: {why}"


def preview_of(broadcast: Broadcast) -> Preview:
    """The preview of ``broadcast``: to whom it goes, who is left out and why, and one sample letter."""
    kind = kind_of(broadcast)
    with db.session.no_autoflush:
        sight = sort_recipients(kind.recipients(broadcast), kind.mail)
        letter = kind.letters(broadcast, sight.to[:1])[0] if sight.to else None
    return Preview(sight.to, sight.out, letter)


def known_before(words: Mapping[str, Any], reader: Recipient) -> str:
    """The time and place that ``reader`` knew when they booked, from the ``words`` of the broadcast; empty:
    they booked after all its changes and know the present ones."""
    steps = words.get("steps")
    if not steps or reader.since is None:
        return str(words.get("was", ""))
    since = reader.since
    return next((was for at, was in steps if since < datetime.fromisoformat(at) + GRACE_PERIOD), "")


def count_recipients(broadcast: Broadcast) -> int:
    """How many are notified, unless it is undone."""
    kind = kind_of(broadcast)
    return len(sort_recipients(kind.recipients(broadcast), kind.mail).to)
