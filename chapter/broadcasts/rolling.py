"""Mails that are due to each reader at a time of their own: a renewal, a welcome, a milestone.

Nothing is opened or held. A mail's key says whom it is for and why; the outbox keeps it, so nobody gets two.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from chapter.broadcasts.kinds import BATCH_SIZE, Recipient
from chapter.mail.rules import Letter

EXTENSION = "broadcasts.rolling"


@dataclass(frozen=True)
class DueMail:
    """One mail that is due. ``key`` makes it the only one of its kind; ``write`` writes it, in the
    transaction that queues it."""

    key: str
    reader: Recipient
    write: Callable[[], Letter]


class RollingKind(ABC):
    """Mails of one kind, each due at a time of its own. ``name`` is that kind, ``batch_size`` how many are
    written in one transaction."""

    name: str
    batch_size: int = BATCH_SIZE

    @abstractmethod
    def due(self, now: datetime) -> Iterable[DueMail]:
        """What is due now; what was mailed already may be among it."""


def register(app: Flask, *kinds: RollingKind) -> None:
    """Register rolling kinds. Raises ValueError for a name that is taken."""
    known: dict[str, RollingKind] = app.extensions.setdefault(EXTENSION, {})
    for kind in kinds:
        if kind.name in known:
            raise ValueError(f"two rolling kinds are called {kind.name}")
        known[kind.name] = kind


def all_kinds() -> list[RollingKind]:
    """The registered kinds."""
    known: dict[str, RollingKind] = current_app.extensions.get(EXTENSION, {})
    return list(known.values())
