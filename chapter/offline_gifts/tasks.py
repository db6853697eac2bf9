"""Timed jobs: the gifts of undone batches are voided."""

from datetime import datetime

from chapter import db
from chapter.offline_gifts.rules import batch_receipts


def void_undone_batches(now: datetime) -> int:
    """Void the gifts of undone batches, each in a transaction of its own."""
    found = batch_receipts.undone_batches()
    db.session.rollback()
    return sum(_voided(number, now) for number in found)


def _voided(number: int, now: datetime) -> int:
    with db.writing():
        return batch_receipts.void_next_gift(number, now=now)
