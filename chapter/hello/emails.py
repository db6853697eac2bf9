"""The mails of first hellos. Each is one letter; rules queue them."""

from collections.abc import Sequence
from typing import Any

from chapter.accounts.viewer import event_leads
from chapter.bookings.models import Rsvp
from chapter.hello.suggestions import Suggestion, salutation
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.restrictions import Use

COMES_LINK, MET_LINK = "hello.who_comes", "hello.whom_i_met"
"""Makers that the outbox calls at sending (registered in chapter.hello.placeholders)."""


def say_hello(rsvp: Rsvp, told: Sequence[Suggestion]) -> Letter:
    """On the day: to whom she says hello, why, and how she may begin."""
    return _about(rsvp, "say_hello", "comes", COMES_LINK, told=told)


def whom_you_met(rsvp: Rsvp) -> Letter:
    """The next morning: whom did she meet, what did she promise? A link alone."""
    return _about(rsvp, "whom_you_met", "met", MET_LINK)


def _about(rsvp: Rsvp, name: str, place: str, maker: str, **context: Any) -> Letter:
    return write_letter(
        f"hello.{name}", rsvp=rsvp, event=rsvp.event, name=salutation(rsvp),
        placeholders={place: (maker, rsvp.id)},
        about=("rsvps", rsvp.id), **context,
    )  # fmt: skip


KINDS = (
    *declare(
        "hello", "say_hello whom_you_met meets moved freed met without", use=Use.HELD, readers=[event_leads]
    ),
    *declare("hello", "asked", use=Use.ASK, readers=[event_leads]),
)
"""What these mails are for (those of company_letters, too), and who of the office may read them."""
