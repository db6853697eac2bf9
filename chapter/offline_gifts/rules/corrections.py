"""Voiding a gift that staff entered, because it was typed wrongly or never came; and correcting it: it is
voided and entered again. Both stay in the list, and the ledger keeps every row."""

from datetime import date, datetime

from sqlalchemy import update

from chapter import audit, db
from chapter.audit import Actor
from chapter.givers.models import SoftCredit
from chapter.giving import emails, queries
from chapter.giving.models import Drive, Gift
from chapter.giving.rules import drives
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.moderation import rules as moderation
from chapter.offline_gifts.rules import entry
from chapter.offline_gifts.rules.entry import OfflineInput
from chapter.payments.rules import reversals
from chapter.people.models import Person
from chapter.refusal import Refused

BY_MISTAKE, CORRECTED = "it was entered by mistake or never arrived", "it was entered incorrectly"
"""Why a receipt is void, as its giver reads it; the reason itself is for the office only."""

TRIBUTE_COLUMNS = ("tribute", "tribute_name", "card_name", "card_email", "card_on")


def void_gift(gift: Gift, why: str, *, by: Actor, now: datetime) -> bool:
    """Void ``gift``: meter, wall, statements and books follow, its receipt is void, and the giver is notified
    if that receipt was sent by email. Returns whether it was voided now; a second call changes nothing.

    Raises Refused for what was paid online, and for what was returned already.
    """
    gift = db.lock(gift)
    if gift.voided_at is not None:
        return False
    _take_back(gift, why, BY_MISTAKE, by, now)
    drives.wall_changed([gift.drive_id])
    if _receipt_left(gift):
        mail.queue(emails.voided(gift), to=(gift.name, gift.email), person_id=gift.person_id, now=now)
    return True


def correct_gift(
    gift: Gift,
    drive: Drive,
    came: OfflineInput,
    *,
    method: str,
    received_on: date,
    nonce: str,
    why: str,
    by: Actor,
    now: datetime,
) -> Gift:
    """Void ``gift`` and enter it again as it should have been; returns the new one, which has a receipt of
    its own. What others added to it carries over: its words, soft credits, a card that was sent. The same
    form sent twice is one correction.

    Raises Refused as ``void_gift`` and ``entry.record_gift`` do, and when somebody voided or corrected it
    meanwhile.
    """
    gift = db.lock(gift)
    if gift.voided_at is not None:
        known = entry.gift_by_nonce(nonce)
        if known is not None:
            return known
        raise Refused(f"{_voided_by_name(gift)} already voided this gift. Nothing changed.")
    _take_back(gift, why, CORRECTED, by, now)
    made = entry.record_gift(
        drive, came, method=method, received_on=received_on, nonce=nonce, by=by, now=now, corrects=gift
    )
    _carry_over(gift, made)
    if made.drive_id != gift.drive_id:
        drives.wall_changed([gift.drive_id])
    if made.email_key != gift.email_key and _receipt_left(gift):
        mail.queue(emails.voided(gift), to=(gift.name, gift.email), person_id=gift.person_id, now=now)
    return made


def _take_back(gift: Gift, why: str, said: str, by: Actor, now: datetime) -> None:
    """Reverse the gift's payment and void the gift; a receipt that still waits is not sent."""
    payment = queries.payment_of_gift(gift)
    if payment is None or gift.returned_at is not None:
        raise Refused("All of this gift was already refunded.")
    reversals.reverse_payment(payment, said, now=now)
    gift.voided_at, gift.voided_by, gift.voided_why, gift.returned_at = now, by.person_id, why, now
    audit.record("voided gift", gift, by=by, now=now, why=why)
    of_it = Mail.about_kind == "gifts", Mail.about_id == gift.id, Mail.kind.in_(queries.RECEIPT_MAILS)
    mail.withdraw(*of_it, now=now)


def _receipt_left(gift: Gift) -> bool:
    return bool(gift.email) and queries.has_receipt_left(gift)


def _carry_over(gift: Gift, made: Gift) -> None:
    """Copy to ``made`` what the office and others added to the voided ``gift``."""
    made.message = gift.message
    moderation.carry_over_decline(gift, made)
    if made.person_id == gift.person_id:
        made.thanked_at, made.thanked_by = gift.thanked_at, gift.thanked_by
    if all(getattr(made, name) == getattr(gift, name) for name in TRIBUTE_COLUMNS):
        made.card_sent_at, made.card_sent_by = gift.card_sent_at, gift.card_sent_by
        made.card_reported_at = gift.card_reported_at
    others = update(SoftCredit).where(SoftCredit.gift_id == gift.id, SoftCredit.person_id != made.person_id)
    db.session.execute(others.values(gift_id=made.id), execution_options={"synchronize_session": False})


def _voided_by_name(gift: Gift) -> str:
    person = db.session.get(Person, gift.voided_by) if gift.voided_by else None
    return person.name if person and person.name else "Someone"
