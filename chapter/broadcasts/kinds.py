"""Kinds of broadcasts, and their previews: to whom one goes, who is left out, a sample letter.

A package that notifies many at once defines a `BroadcastKind` of its own and registers it at assembly: it
says whom the mails concern and what they say. The hold (rules/holds.py), the batches (rules/batches.py), the
page, the banner and the preview work the same for every kind. Mails that nobody requests, since they are due
by the time, are a `ScheduledKind` (scheduled.py), those that are due to each reader at a time of their own a
`RollingKind` (rolling.py).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, literal

from chapter import db, restrictions
from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.email_addresses import email_key
from chapter.mail import gate, kinds
from chapter.mail.rules import Letter

EXTENSION = "broadcasts.kinds"
NO_EMAIL = "has no email on file"
BATCH_SIZE = 50
GRACE_PERIOD = timedelta(seconds=30)
"""Whoever booked this soon after a change may have crossed with it, so they are notified as well."""


RecipientRows = Select[*tuple[Any, ...]]
"""A statement of the columns of a `Recipient`, in their order, the id first."""


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
    ``batch_size``: how many readers are written to in one transaction, so that none is longer than 100 ms.
    ``one_per_address``: people who share an email get one mail together.
    """

    name: str
    mail: str
    batch_size: int = BATCH_SIZE
    one_per_address: bool = False

    @abstractmethod
    def title(self, broadcast: Broadcast) -> str:
        """What it announces, as the end of “… hear”: “that Long Table is at another time or place”."""

    @abstractmethod
    def recipients(self, broadcast: Broadcast) -> RecipientRows:
        """Everybody it concerns, including those whom mail may not reach."""

    @abstractmethod
    def letters(self, broadcast: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter | None]:
        """The letters to ``readers``, in the same order; None where there is nothing to say."""

    def dedup_key(self, broadcast: Broadcast, reader: Recipient) -> str:
        """What makes a mail of ``broadcast`` the only one: its reader, or the address where all who share it
        get one together."""
        whose = email_key(reader.email) if self.one_per_address else reader.id
        return f"telling-{broadcast.public_id}-{whose}"

    def reached(self, readers: Sequence[Recipient]) -> Sequence[Recipient]:
        """Those of ``readers`` to whom a letter is written."""
        return sort_recipients(readers, self.mail).to

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

    def on_batch(self, broadcast: Broadcast, readers: Sequence[Recipient], now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Called before the letters to ``readers`` are written, in the same transaction."""

    def on_done(self, broadcast: Broadcast, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Called when all letters are written."""

    def on_nobody_told(self, broadcast: Broadcast, now: datetime) -> None:  # noqa: B027 - few kinds have something to do then
        """Called when nobody is notified after all: it was undone, or the record is as it was. The record is
        locked."""

    def revert(self, _broadcast: Broadcast, *, by: Actor, now: datetime) -> str:
        """Put back what was changed; the record is locked. Returns what the page says about it besides."""
        return ""


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


def all_kinds() -> dict[str, BroadcastKind]:
    """The registered kinds, by name."""
    known: dict[str, BroadcastKind] = current_app.extensions.get(EXTENSION, {})
    return known


def kind_of(broadcast: Broadcast) -> BroadcastKind:
    """The registered kind of ``broadcast``. KeyError when nobody registered it."""
    return all_kinds()[broadcast.kind]


def draft(kind: str, record: Any, **payload: Any) -> Broadcast:
    """An unsaved broadcast, for a preview only."""
    return Broadcast(
        kind=kind, record_kind=record.__tablename__, record_id=record.id, payload=payload, before={}, after={}
    )


def recipients_of(found: RecipientRows) -> list[Recipient]:
    """The recipients that this statement finds, in its order."""
    return [Recipient(*row) for row in db.session.execute(found)]


def next_recipients(found: RecipientRows, after: int, most: int) -> list[Recipient]:
    """The recipients with the lowest ids above ``after``, at most so many."""
    number = found.selected_columns[0]
    return recipients_of(found.where(number > after).order_by(None).order_by(number).limit(most))


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
        sight = _sorted(broadcast)
        letter = kind.letters(broadcast, sight.to[:1])[0] if sight.to else None
    return Preview(sight.to, sight.out, letter)


def _sorted(broadcast: Broadcast) -> Preview:
    kind = kind_of(broadcast)
    sight = sort_recipients(recipients_of(kind.recipients(broadcast)), kind.mail)
    return _one_per_address(sight) if kind.one_per_address else sight


def _one_per_address(sight: Preview) -> Preview:
    """Of those who share an address, the one with the lowest id that mail reaches, in the order of
    ``sight``."""
    first = {email_key(one.email): one for one in sorted(sight.to, key=lambda one: one.id, reverse=True)}
    out: dict[str, tuple[Recipient, str]] = {}
    for one, why in sight.out:
        if email_key(one.email) not in first:
            out.setdefault(email_key(one.email), (one, why))
    return Preview([one for one in sight.to if first[email_key(one.email)] is one], list(out.values()))


def known_before(payload: Mapping[str, Any], reader: Recipient) -> str:
    """The time and place that ``reader`` knew when they booked, from the ``payload`` of the broadcast; empty:
    they booked after all its changes and know the present ones."""
    steps = payload.get("steps")
    if not steps or reader.since is None:
        return str(payload.get("was", ""))
    since = reader.since
    return next((was for at, was in steps if since < _crossed_until(at)), "")


def known_before_in_sql(
    payload: Mapping[str, Any], since: SQLColumnExpression[datetime]
) -> ColumnElement[str]:
    """``known_before`` for the column ``since``."""
    steps = payload.get("steps")
    if not steps:
        return literal(str(payload.get("was", "")))
    return case(*((since < _crossed_until(at), str(was)) for at, was in steps), else_="")


def _crossed_until(at: str) -> datetime:
    return datetime.fromisoformat(at) + GRACE_PERIOD


def count_recipients(broadcast: Broadcast) -> int:
    """How many are notified, unless it is undone."""
    return len(_sorted(broadcast).to)
