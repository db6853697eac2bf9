"""The mails by which a guest and whoever meets her hear of each other: first names, and a sign."""

from typing import Any

from flask import Flask

from chapter import db
from chapter.bookings.emails import BOOKING_LINK
from chapter.hello.models.companions import Companion
from chapter.hello.suggestions import salutation
from chapter.mail.placeholders import register_link
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.names import in_sentence
from chapter.security import signed_links

COMPANION_LINK = "hello.company"


def register(app: Flask) -> None:
    """Tell the outbox how to make the link by which she answers."""
    register_link(app, COMPANION_LINK, companion_link)


def companion_link(companion_id: int) -> str:
    """Where whoever was asked says yes or no."""
    return signed_links.absolute_url(f"/meet/{db.session.get_one(Companion, companion_id).token}")


def companion_asked(one: Companion) -> Letter:
    """Would she meet this guest?"""
    return _to_companion(one, "asked")


def companion_confirmed(one: Companion) -> Letter:
    """She said yes: whom she meets, and her sign."""
    return _to_companion(one, "meets")


def companion_released(one: Companion) -> Letter:
    """Her guest does not come, or does not need it any more."""
    return _to_companion(one, "freed")


def companion_event_moved(one: Companion) -> Letter:
    """She said yes, and it is at another time or place: does it still suit her?"""
    return _to_companion(one, "moved")


def guest_has_companion(one: Companion) -> Letter:
    """To the guest: who meets her, and the sign to look for."""
    return _to_guest(one, "met")


def guest_lost_companion(one: Companion, *, asked: bool, settled: bool = True) -> Letter:
    """To the guest: whoever was to meet her can't; whether somebody else is ``asked`` already. It names no
    date that may still be undone (``settled`` False)."""
    return _to_guest(one, "without", asked=asked, settled=settled)


def _to_companion(one: Companion, name: str) -> Letter:
    return write_letter(
        f"hello.{name}", one=one, event=one.event, name=one.person.first_name,
        guest=one.guest.shown_name, whom=in_sentence(one.guest.shown_name),
        placeholders={"link": (COMPANION_LINK, one.id)}, about=("companions", one.id),
    )  # fmt: skip


def _to_guest(one: Companion, name: str, **context: Any) -> Letter:
    return write_letter(
        f"hello.{name}", one=one, event=one.event, name=salutation(one.guest), who=one.person.first_name,
        placeholders={"link": (BOOKING_LINK, one.guest_id)}, about=("rsvps", one.guest_id), **context,
    )  # fmt: skip
