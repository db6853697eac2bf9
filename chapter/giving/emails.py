"""The mails of giving. Each is one letter; rules queue them."""

from chapter.giving import words
from chapter.giving.models import Gift, News, Statement
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.mail.unsubscribe_links import CHOICES_LINK
from chapter.payments.receipting import Receipt
from chapter.people.viewer import comms, treasurers
from chapter.reach import Use

RECEIPT_LINK, STATEMENT_LINK, DRIVE_LINK = "giving.receipt", "giving.statement", "giving.drive"
"""Registered in chapter.giving.places."""


def receipt(gift: Gift, one: Receipt) -> Letter:
    """Thanks, what her gift does, and the receipt."""
    return write_letter(
        "giving.receipt", gift=gift, drive=gift.drive, receipt=one, words=words,
        placeholders={"page": (RECEIPT_LINK, one.id), "choices": (CHOICES_LINK, 0)}, about=("gifts", gift.id),
    )  # fmt: skip


def not_charged(gift: Gift) -> Letter:
    """Her bank did not send the money: kindly, with the way to give again."""
    return write_letter(
        "giving.not_charged", gift=gift, drive=gift.drive, words=words,
        placeholders={"again": (DRIVE_LINK, gift.drive_id)}, about=("gifts", gift.id),
    )  # fmt: skip


def corrected(gift: Gift, one: Receipt) -> Letter:
    """The receipt of a gift that had been entered wrongly, in place of one that left before."""
    return write_letter(
        "giving.corrected", gift=gift, drive=gift.drive, receipt=one, words=words,
        placeholders={"page": (RECEIPT_LINK, one.id)}, about=("gifts", gift.id),
    )  # fmt: skip


def voided(gift: Gift) -> Letter:
    """That a receipt which had left holds no more, and that nothing is asked of her."""
    return write_letter("giving.voided", gift=gift, drive=gift.drive, words=words, about=("gifts", gift.id))


def card(gift: Gift) -> Letter:
    """To the one who is honored, or to the family: who gave, and never how much."""
    return write_letter("giving.card", gift=gift, drive=gift.drive, words=words, about=("gifts", gift.id))


def card_left(gift: Gift) -> Letter:
    """To the giver: the card that she wanted has left."""
    return write_letter("giving.card_left", gift=gift, words=words, about=("gifts", gift.id))


def thanks(gift: Gift, said: str, by: str) -> Letter:
    """Thanks from a named person."""
    return write_letter(
        "giving.thanks", gift=gift, drive=gift.drive, said=said, by=by, about=("gifts", gift.id)
    )


def statement(one: Statement) -> Letter:
    """Her year-end statement: where it can be read, printed and taken as a file."""
    return write_letter(
        "giving.statement", person=one.person, year=one.year, placeholders={"page": (STATEMENT_LINK, one.id)},
        about=("statements", one.id),
    )  # fmt: skip


def news(gift: Gift, told: News) -> Letter:
    """What the gifts to a drive did. It asks for nothing."""
    return write_letter("giving.news", gift=gift, drive=told.drive, news=told, about=("gifts", gift.id))


KINDS = (
    *declare("giving", "receipt", use=Use.ASKED_FOR, readers=[treasurers]),
    *declare(
        "giving", "not_charged corrected voided card card_left thanks statement",
        use=Use.HELD, readers=[treasurers],
    ),
    *declare("giving", "news", use=Use.BULK, readers=[treasurers, comms], choice="drive"),
)  # fmt: skip
"""What these mails are for, and who of the office may read them."""
