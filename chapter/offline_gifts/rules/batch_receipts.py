"""The receipts of a batch of gifts are held for ten minutes; on undo, all of its gifts are voided.

A gift is in the books as soon as it is entered. So an undo voids it as any gift is voided, each in a
transaction of its own, by a job that resumes where it stopped.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, update

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.giving.models import Drive, Gift
from chapter.giving.queries import RECEIPT_MAILS as KINDS
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.offline_gifts.rules import corrections
from chapter.offline_gifts.rules.batches import Batch
from chapter.refusal import Refused

RECEIPTS = "giving.receipts"
"""The kind of broadcast that holds the receipts of a batch."""

UNDONE_REASON = "The list that it was entered with was undone."


def hold_receipts(drive: Drive, batch: Batch, *, by: Actor, now: datetime) -> Broadcast:
    """Hold the receipts of ``batch``, which is entered next; the same batch again is the same broadcast."""
    drive = db.lock(drive)
    numbers = [batch.number(drive, place) for place in range(len(batch.gifts))]
    change = holds.Change(drive, words={"numbers": numbers})
    (said,) = holds.hold(RECEIPTS, [change], by=by, now=now, key=batch.mark(drive))
    _set_due(gifts_of_batch(said), said.leaves_at)
    return said


def delay_receipt(number: str, said: Broadcast) -> None:
    """Hold the receipt of the gift with this nonce, entered just now, until the hold is over."""
    gift = db.session.scalars(select(Gift).where(Gift.nonce == number)).one()
    _set_due([gift], said.leaves_at)


def discard_empty_hold(said: Broadcast) -> bool:
    """Delete the hold when no receipt waits; returns whether it was deleted."""
    if any(gifts_with_waiting_receipt(said)):
        return False
    db.session.delete(db.lock(said))
    return True


def gifts_with_waiting_receipt(said: Broadcast) -> list[Gift]:
    """The batch's gifts whose receipt waits, and those without one because the giver left no email."""
    gifts = gifts_of_batch(said)
    waiting = _waiting_receipts([gift.id for gift in gifts]).with_only_columns(Mail.about_id)
    wait = set(db.session.scalars(waiting))
    return [gift for gift in gifts if gift.id in wait or (wait and not gift.email)]


def gifts_of_batch(said: Broadcast) -> list[Gift]:
    """The gifts that were entered with the batch and are not voided."""
    theirs = select(Gift).where(Gift.nonce.in_(said.words["numbers"]), Gift.voided_at.is_(None))
    return list(db.session.scalars(theirs.order_by(Gift.id)))


def waiting_receipt(gift: Gift) -> Mail | None:
    """The gift's receipt that waits in the outbox; None when there is none."""
    return db.first(_waiting_receipts([gift.id]))


def release_receipts(said: Broadcast, now: datetime) -> None:
    """Send the waiting receipts now."""
    _set_due(gifts_of_batch(said), now)


def withdraw_receipts(said: Broadcast, now: datetime) -> int:
    """Withdraw the receipts; returns for how many gifts. Raises Refused once one was sent."""
    gifts = gifts_of_batch(said)
    ids = [gift.id for gift in gifts]
    gone = select(Mail.id).where(*_receipt_mails_of(ids), Mail.withdrawn_at.is_(None))
    if db.first(gone.where((Mail.sent_at.is_not(None)) | (Mail.leased_until.is_not(None)))) is not None:
        raise Refused(holds.ALREADY_SENT)
    mail.withdraw(*_receipt_mails_of(ids), now=now)
    return len(gifts)


def undone_batches() -> list[int]:
    """The ids of undone broadcasts whose gifts are not all voided yet."""
    found = select(Broadcast.id).where(
        Broadcast.kind == RECEIPTS, Broadcast.undone_at.is_not(None), Broadcast.sent_at.is_(None)
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


def _set_due(gifts: list[Gift], at: datetime) -> None:
    waiting = update(Mail).where(
        Mail.id.in_(_waiting_receipts([gift.id for gift in gifts]).with_only_columns(Mail.id))
    )
    db.session.execute(waiting.values(due_at=at), execution_options={"synchronize_session": False})


def _waiting_receipts(ids: list[int]) -> Select[Mail]:
    return select(Mail).where(
        *_receipt_mails_of(ids),
        Mail.sent_at.is_(None),
        Mail.withdrawn_at.is_(None),
        Mail.leased_until.is_(None),
    )


def _receipt_mails_of(ids: list[int]) -> tuple[ColumnElement[bool], ...]:
    return (Mail.about_kind == Gift.__tablename__, Mail.about_id.in_(ids), Mail.kind.in_(KINDS))
