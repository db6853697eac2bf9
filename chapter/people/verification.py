"""What a typed name and email are worth: how a record about a person was proved.

Whoever types a name and an email has proved nothing: such a record is only *said to be* theirs. It holds its
seat, gets its mails and may be changed and cancelled; what it says about them elsewhere (attendance, sharing,
the guest list, hello pairs, promises, ties, consent, shifts) waits until it is proved. One click is enough,
and nobody is asked twice.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, String
from sqlalchemy.orm import Mapped, mapped_column

TYPED, MAILBOX, DOOR, ACCOUNT, STAFF = "typed", "mailbox", "door", "account", "staff"
"""How it was proved, the weakest first: not yet; by a button behind a link that was only in a mail; by a
helper who let them in at the event; by their account; by the office, which entered it."""

STRENGTH = {kind: number for number, kind in enumerate((TYPED, MAILBOX, DOOR, ACCOUNT, STAFF))}


class Verifiable:
    """The two columns of a record about a person that somebody may have typed. ``proof`` is one of
    ``STRENGTH``; ``proved_at`` is when it was last raised, None for rows that were made with it, or typed."""

    proof: Mapped[str] = mapped_column(String(8), default=TYPED)
    proved_at: Mapped[datetime | None]

    @property
    def proved(self) -> bool:
        """Whether it is proved to be the person's, and not only said to be."""
        return self.proof != TYPED


def is_verified(record: type[Verifiable]) -> ColumnElement[bool]:
    """``proved`` in SQL, for the rows of ``record``."""
    return record.proof != TYPED


def is_stronger(record: Verifiable, by: str) -> bool:
    """Whether ``by`` is a stronger proof than the one that ``record`` has."""
    return STRENGTH[by] > STRENGTH[record.proof]


def verify(record: Verifiable, by: str, *, now: datetime) -> bool:
    """Raise the proof of ``record`` to ``by``; returns whether that changed anything. It is never lowered."""
    if not is_stronger(record, by):
        return False
    record.proof, record.proved_at = by, now
    return True


def verification_by_form(person: object | None) -> str:
    """What a form proves: ACCOUNT when ``person`` signed in, TYPED for a name and an email."""
    return TYPED if person is None else ACCOUNT
