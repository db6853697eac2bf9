"""The mails of giving. Each is one letter; rules queue them."""

from chapter.accounts.viewer import treasurers
from chapter.giving import words
from chapter.giving.models import Gift
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.mail.unsubscribe_links import CHOICES_LINK
from chapter.payments.models.receipts import Receipt
from chapter.restrictions import Use

RECEIPT_LINK, DRIVE_LINK = "giving.receipt", "giving.drive"
"""Links that chapter.giving.placeholders fills in."""


def receipt(gift: Gift, one: Receipt) -> Letter:
    """Thanks, what the gift does, and the receipt."""
    return write_letter(
        "giving.receipt", gift=gift, drive=gift.drive, receipt=one, words=words,
        placeholders={"page": (RECEIPT_LINK, one.id), "choices": (CHOICES_LINK, 0)}, about=("gifts", gift.id),
    )  # fmt: skip


def not_charged(gift: Gift) -> Letter:
    """The giver's bank did not send the money: kindly, with the link to give again."""
    return write_letter(
        "giving.not_charged", gift=gift, drive=gift.drive, words=words,
        placeholders={"again": (DRIVE_LINK, gift.drive_id)}, about=("gifts", gift.id),
    )  # fmt: skip


def corrected(gift: Gift, one: Receipt) -> Letter:
    """The receipt of a corrected gift, in place of one that was already sent."""
    return write_letter(
        "giving.corrected", gift=gift, drive=gift.drive, receipt=one, words=words,
        placeholders={"page": (RECEIPT_LINK, one.id)}, about=("gifts", gift.id),
    )  # fmt: skip


def voided(gift: Gift) -> Letter:
    """A receipt that was already sent is void, and nothing is asked of the giver."""
    return write_letter("giving.voided", gift=gift, drive=gift.drive, words=words, about=("gifts", gift.id))


KINDS = (
    *declare("giving", "receipt", use=Use.ASKED_FOR, readers=[treasurers]),
    *declare("giving", "not_charged corrected voided", use=Use.HELD, readers=[treasurers]),
)
"""What these mails are for, and who of the office may read them."""
