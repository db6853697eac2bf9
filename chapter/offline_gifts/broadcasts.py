"""The receipts of a batch of gifts, as one broadcast that is held first."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from chapter import db, plurals
from chapter.audit import Actor
from chapter.broadcasts.kinds import Recipient, RecipientRows
from chapter.broadcasts.models import Broadcast
from chapter.givers.broadcasts import GiverBroadcast, gifts_by_id
from chapter.giving import emails, queries
from chapter.giving.models import Drive, Gift
from chapter.mail.rules import Letter
from chapter.offline_gifts.rules import batch_receipts


class ReceiptsBroadcast(GiverBroadcast):
    """The receipts of a batch."""

    name, mail = queries.BATCH_RECEIPTS, "giving.receipt"

    def title(self, said: Broadcast) -> str:
        """The title, with the drive."""
        return f"Receipts for gifts to {db.session.get_one(Drive, said.record_id).title}"

    def recipients(self, said: Broadcast) -> RecipientRows:
        """The givers who have no receipt by mail yet."""
        columns = Gift.id, Gift.name, Gift.email, Gift.person_id
        return batch_receipts.gifts_without_receipt(said).with_only_columns(*columns).order_by(Gift.id)

    def letters(self, _said: Broadcast, readers: Sequence[Recipient]) -> Sequence[Letter]:
        """The receipts."""
        gifts = gifts_by_id(readers)
        receipts = queries.receipts_by_gift([one.public_id for one in gifts.values()])
        return [emails.receipt(gift, receipts[gift.public_id]) for gift in (gifts[one.id] for one in readers)]

    def page_url(self, _said: Broadcast) -> str:
        """The URL of the list of gifts."""
        return url_for("giving_office.gifts")

    def revert(self, said: Broadcast, *, by: Actor, now: datetime) -> str:
        """Send no receipt; a job voids the gifts."""
        many = len(batch_receipts.gifts_of_batch(said))
        return f"{plurals.plural(many, 'gift is', 'gifts are')} being voided."


KINDS = (ReceiptsBroadcast(),)
