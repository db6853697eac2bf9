"""The receipts of a batch of gifts, as one broadcast that is held first."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter import db
from chapter.audit import Actor
from chapter.broadcasts import kinds
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.models import Broadcast
from chapter.givers.broadcasts import GiverBroadcast
from chapter.giving import words
from chapter.giving.models import Drive, Gift
from chapter.mail.rules import Letter
from chapter.offline_gifts.rules import batch_receipts


class ReceiptsBroadcast(GiverBroadcast):
    """The receipts of a batch; they are in the outbox already, due when the hold is over."""

    name, mail = batch_receipts.RECEIPTS, "giving.receipt"

    def title(self, said: Broadcast) -> str:
        """The title, with the drive."""
        return f"Receipts for gifts to {db.session.get_one(Drive, said.record_id).title}"

    def recipients(self, said: Broadcast) -> Sequence[Recipient]:
        """The givers whose receipts wait."""
        return [
            Recipient(one.id, one.name, one.email, one.person_id)
            for one in batch_receipts.gifts_with_waiting_receipt(said)
        ]

    def sample(self, said: Broadcast, reader: Recipient) -> Letter:
        """The receipt's mail as it waits in the outbox."""
        waits = batch_receipts.waiting_receipt(db.session.get_one(Gift, reader.id))
        if waits is None:
            return Letter(self.mail, "A receipt that has left", "")
        places = {name: (made[0], made[1]) for name, made in waits.places.items()}
        return Letter(waits.kind, waits.subject, waits.text, places)

    def page_url(self, _telling: Broadcast) -> str:
        """The URL of the list of gifts."""
        return url_for("giving_office.gifts")

    def on_begin(self, said: Broadcast, now: datetime) -> None:
        """Only count the receipts: they are in the outbox, and are sent from there."""
        said.told = kinds.count_recipients(said)

    def on_send_now(self, said: Broadcast, now: datetime) -> None:
        """Make the waiting receipts due now."""
        batch_receipts.release_receipts(said, now)

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Send no receipt; a job voids the gifts."""
        many = batch_receipts.withdraw_receipts(said, now)
        return f"{words.many(many, 'gift is', 'gifts are')} being voided."


KINDS = (ReceiptsBroadcast(),)
