"""Mails about hellos, and those that introduce a guest and their companion."""

from collections.abc import Sequence
from typing import Any

from chapter.accounts.viewer import event_leads
from chapter.bookings.emails import BOOKING_LINK
from chapter.bookings.models import Rsvp
from chapter.hello.models.companions import Companion
from chapter.hello.suggestions import Suggestion
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.names import in_sentence
from chapter.restrictions import Use

COMES_LINK, MET_LINK, COMPANION_LINK = "hello.who_comes", "hello.whom_i_met", "hello.company"
"""Links that are filled in when the mail is sent (hello.placeholders)."""


def say_hello(rsvp: Rsvp, told: Sequence[Suggestion]) -> Letter:
    """On the day: to whom the guest says hello (``told``), why, and how to begin."""
    return _to_party(rsvp, "say_hello", "comes", COMES_LINK, told=told)


def whom_you_met(rsvp: Rsvp) -> Letter:
    """The next morning: asks whom the guest met and what they promised; holds only a link."""
    return _to_party(rsvp, "whom_you_met", "met", MET_LINK)


def _to_party(rsvp: Rsvp, name: str, placeholder: str, maker: str, **context: Any) -> Letter:
    return write_letter(
        f"hello.{name}", rsvp=rsvp, event=rsvp.event,
        placeholders={placeholder: (maker, rsvp.id)},
        about=("rsvps", rsvp.id), **context,
    )  # fmt: skip


def companion_asked(one: Companion) -> Letter:
    """Asks somebody to meet a guest."""
    return _to_companion(one, "asked")


def companion_confirmed(one: Companion) -> Letter:
    """To a companion who accepted: whom they meet, and their sign."""
    return _to_companion(one, "meets")


def companion_released(one: Companion) -> Letter:
    """To a companion: the guest does not come, or no longer needs them."""
    return _to_companion(one, "freed")


def companion_event_moved(one: Companion) -> Letter:
    """To a companion who accepted, when time or place changed: asks whether it still suits them."""
    return _to_companion(one, "moved")


def guest_has_companion(one: Companion) -> Letter:
    """To the guest: who meets them, and the sign to look for."""
    return _to_guest(one, "met")


def guest_lost_companion(one: Companion, *, asked: bool, settled: bool = True) -> Letter:
    """To the guest: their companion can't come; ``asked``: whether somebody else was asked already. It names
    no date that may still be undone (``settled`` False)."""
    return _to_guest(one, "without", asked=asked, settled=settled)


def _to_companion(one: Companion, name: str) -> Letter:
    return write_letter(
        f"hello.{name}", one=one, event=one.event,
        guest=one.guest.shown_name, whom=in_sentence(one.guest.shown_name),
        placeholders={"link": (COMPANION_LINK, one.id)}, about=("companions", one.id),
    )  # fmt: skip


def _to_guest(one: Companion, name: str, **context: Any) -> Letter:
    return write_letter(
        f"hello.{name}", one=one, event=one.event, who=one.person.first_name,
        placeholders={"link": (BOOKING_LINK, one.guest_id)}, about=("rsvps", one.guest_id), **context,
    )  # fmt: skip


KINDS = (
    *declare(
        "hello", "say_hello whom_you_met meets moved freed met without", use=Use.HELD, readers=[event_leads]
    ),
    *declare("hello", "asked", use=Use.ASK, readers=[event_leads]),
)
"""What these mails are for, and who of the office may read them."""
