"""The mails to givers. Each is one letter; rules queue them."""

from chapter.accounts.viewer import comms, treasurers
from chapter.givers.models import Statement
from chapter.giving import words
from chapter.giving.models import Gift
from chapter.mail import consents
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use

STATEMENT_LINK = "giving.statement"
"""A link that chapter.givers.placeholders fills in."""


def tribute_card(gift: Gift) -> Letter:
    """To the person who is honored, or to the family: who gave, and never how much."""
    return write_letter("giving.card", gift=gift, drive=gift.drive, words=words, about=("gifts", gift.id))


def card_left(gift: Gift) -> Letter:
    """To the giver: the tribute card was sent."""
    return write_letter("giving.card_left", gift=gift, words=words, about=("gifts", gift.id))


def thanks(gift: Gift, said: str, by: str) -> Letter:
    """A thank-you from a named person."""
    return write_letter(
        "giving.thanks", gift=gift, drive=gift.drive, said=said, by=by, about=("gifts", gift.id)
    )


def statement(one: Statement) -> Letter:
    """A year-end statement: the link where it can be read, printed and downloaded."""
    return write_letter(
        "giving.statement", person=one.person, year=one.year, placeholders={"page": (STATEMENT_LINK, one.id)},
        about=("statements", one.id),
    )  # fmt: skip


def news(gift: Gift, said: str, signed: str) -> Letter:
    """What the gifts to a drive did, in the words of whoever ``signed``. It asks for nothing."""
    return write_letter(
        "giving.news", gift=gift, drive=gift.drive, said=said, signed=signed, about=("gifts", gift.id)
    )


KINDS = (
    *declare("giving", "card card_left thanks statement", use=Use.HELD, readers=[treasurers]),
    *declare("giving", "news", use=Use.BULK, readers=[treasurers, comms], consent=consents.DRIVE),
)
"""What these mails are for, and who of the office may read them. Their kinds are stored with each mail: they
are of the domain "giving", as they were before givers became a package."""
