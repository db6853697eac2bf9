"""The receipts of a batch of gifts are held for ten minutes; on undo, all of its gifts are voided.

A gift is in the books as soon as it is entered. So an undo voids it as any gift is voided, each in a
transaction of its own, by a job that resumes where it stopped.
"""

from datetime import datetime

from sqlalchemy import Select, select

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import BATCH_RECEIPTS, RECEIPT_MAILS
from chapter.mail.models import Mail
from chapter.offline_gifts.rules import corrections
from chapter.offline_gifts.rules.batches import Batch

UNDONE_REASON = "The list it was entered with was undone."


def hold_receipts(drive: Drive, batch: Batch, *, by: Actor, now: datetime) -> Broadcast:
    """Hold the receipts of ``batch``, which is entered next; the same batch again is the same broadcast."""
    drive = db.lock(drive)
    numbers = [batch.number(drive, place) for place in range(len(batch.gifts))]
    change = holds.Change(drive, payload={"numbers": numbers})
    (said,) = holds.hold(BATCH_RECEIPTS, [change], by=by, now=now, key=batch.mark(drive))
    return said


def discard_empty_hold(said: Broadcast) -> bool:
    """Delete the hold when it would mail nobody; returns whether it was deleted."""
    if kinds.count_recipients(said):
        return False
    db.session.delete(db.lock(said))
    return True


def gifts_without_receipt(said: Broadcast) -> Select[Gift]:
    """The batch's gifts of which no receipt was mailed."""
    mailed = select(Mail.about_id).where(Mail.about_kind == Gift.__tablename__, Mail.kind.in_(RECEIPT_MAILS))
    return _of_batch(said).where(Gift.id.not_in(mailed))


def gifts_of_batch(said: Broadcast) -> list[Gift]:
    """The gifts that were entered with the batch and are not voided."""
    return list(db.session.scalars(_of_batch(said).order_by(Gift.id)))


def undone_batches() -> list[int]:
    """The ids of undone broadcasts whose gifts are not all voided yet."""
    found = select(Broadcast.id).where(
        Broadcast.kind == BATCH_RECEIPTS, Broadcast.undone_at.is_not(None), Broadcast.sent_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Broadcast.id)))


def void_next_gift(number: int, *, now: datetime) -> int:
    """Void the next gift of an undone batch; returns how many. Its nonce becomes free, so that the same list
    may be entered again."""
    said = db.lock_of(Broadcast, number)
    gift = next(iter(gifts_of_batch(said)), None)
    if gift is None:
        said.sent_at = now
        return 0
    by = Actor("person", said.undone_by) if said.undone_by else Actor("rule", name="undo")
    corrections.void_gift(gift, UNDONE_REASON, by=by, now=now)
    gift.nonce = f"undone-{said.public_id}-{gift.id}"
    return 1


def _of_batch(said: Broadcast) -> Select[Gift]:
    return select(Gift).where(Gift.nonce.in_(said.payload["numbers"]), Gift.voided_at.is_(None))
