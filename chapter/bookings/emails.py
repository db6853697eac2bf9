"""The mails that bookings cause. Each is one letter; rules queue them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from chapter.accounts.viewer import event_leads
from chapter.bookings import wording
from chapter.bookings.models import Rsvp
from chapter.events.models import Event
from chapter.events.thanks_question import Question
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter, placeholder
from chapter.mail.templates import write_letter
from chapter.restrictions import Use

BOOKING_LINK, ONLINE_LINK, PAGE_LINK = "events.booking", "events.online", "events.page"
CANT_COME_LINK, HOW_LINK = "events.cant_come", "events.how_was_it"
CALENDAR, TICKET = "events.calendar", "events.ticket"
"""Placeholder makers that the outbox calls at sending (registered in chapter.bookings.placeholders)."""

MOVED_UP = "events.moved_up"
"""The kind of the mail that is held until staff can no longer undo the move (see rules.waitlist_order)."""

GREETING = "\ue002"
"""Where the reader's salutation goes in a letter to many: a character that no form accepts."""


def confirmed(rsvp: Rsvp) -> Letter:
    """The seats are saved; with calendar file and check-in code."""
    return _about(rsvp, "confirmed", attachments=_attachments(rsvp))


def waiting(rsvp: Rsvp, place: int) -> Letter:
    """The party waits, at position ``place`` on the waitlist."""
    return _about(rsvp, "waiting", in_line=wording.in_line(place, rsvp.size))


def already(rsvp: Rsvp) -> Letter:
    """Somebody sent the form with the name and email of a guest who has a booking already."""
    return _about(rsvp, "already")


def twice(rsvp: Rsvp, others: Sequence[Rsvp]) -> Letter:
    """The guest has this booking and ``others`` for one event: one button keeps one, and gives the others
    back."""
    return _about(rsvp, "twice", attachments=_attachments(rsvp) if rsvp.going else (), all=[*others, rsvp])


def changed(rsvp: Rsvp, before: int) -> Letter:
    """The party size has changed from ``before``."""
    return _about(rsvp, "changed", before=before, attachments=((CALENDAR, rsvp.id),) if rsvp.going else ())


def cancelled(rsvp: Rsvp) -> Letter:
    """The guest has given back the seats or the position on the waitlist; or staff did, and say why.

    With a file that takes it out of the calendar: a waiting guest may have put it there too.
    """
    return _about(
        rsvp, "cancelled", ((CALENDAR, rsvp.id),), placeholders={"page": (PAGE_LINK, rsvp.event_id)}
    )


def seated(rsvp: Rsvp) -> Letter:
    """Seats came free and are the party's; the letter says why."""
    return _about(rsvp, "seated", attachments=_attachments(rsvp))


def offered(rsvp: Rsvp) -> Letter:
    """Seats are held until the guest accepts; the letter says why."""
    return _about(rsvp, "offered")


def lapsed(rsvp: Rsvp, why: str) -> Letter:
    """Nobody accepted in time; the guest may join the waitlist again. With a file for the calendar."""
    return _about(rsvp, "lapsed", why=why, attachments=() if rsvp.going else ((CALENDAR, rsvp.id),))


def unpaid(rsvp: Rsvp, why: str) -> Letter:
    """The seats that were held until they are paid have gone on. With a file for the calendar."""
    return _about(
        rsvp, "unpaid", ((CALENDAR, rsvp.id),), placeholders={"page": (PAGE_LINK, rsvp.event_id)}, why=why
    )


def paid_back(rsvp: Rsvp, amount: str, why: str) -> Letter:
    """Money came that takes no seat, ``why`` being a clause, and goes back."""
    page = {"page": (PAGE_LINK, rsvp.event_id)}
    return _about(rsvp, "paid_back", placeholders=page, amount=amount, why=why)


def refunded(rsvp: Rsvp) -> Letter:
    """The money of the seats went back in full; the seats go to whoever is next, if there is an event."""
    page = {"page": (PAGE_LINK, rsvp.event_id)}
    return _about(rsvp, "refunded", ((CALENDAR, rsvp.id),), placeholders=page)


def saved(rsvp: Rsvp, why: str) -> Letter:
    """Some of the party's seats are free and saved: does the guest take them now?"""
    return _about(rsvp, "saved", why=why)


def moved_up(rsvp: Rsvp) -> Letter:
    """Staff put the party at the front of the waitlist."""
    return _about(rsvp, "moved_up")


def found(rsvp: Rsvp) -> Letter:
    """The booking's link once more, because somebody asked for it or staff sent it again."""
    return _about(rsvp, "found", attachments=_attachments(rsvp) if rsvp.going else ())


def found_many(rsvps: Sequence[Rsvp]) -> Letter:
    """The links of several bookings under one email, in one mail, because somebody asked for them."""
    names = [f"booking_{_letters(number)}" for number in range(len(rsvps))]
    return write_letter(
        "events.found_many",
        rsvps=[(rsvp, placeholder(name)) for rsvp, name in zip(rsvps, names, strict=True)],
        words=wording,
        placeholders={name: (BOOKING_LINK, rsvp.id) for rsvp, name in zip(rsvps, names, strict=True)},
    )


def reminder(event: Event) -> Letter:
    """To many who come: when and where it is, and a way to give the seats back."""
    return letter_to_many(event, "reminder", coming=True, also={"cant_come": (CANT_COME_LINK, 0)})


def thanks(event: Event, question: Question | None = None) -> Letter:
    """To many who came: thanks, how it was, and perhaps one more question."""
    also = {"how": (HOW_LINK, 0)} | ({"more": (question.maker, 0)} if question is not None else {})
    return letter_to_many(event, "thanks", coming=True, also=also, question=question)


def missed(event: Event) -> Letter:
    """To many who had a seat and did not come: no reproach, and a way to cancel next time."""
    return letter_to_many(event, "missed", coming=True)


def personalized(letter: Letter, rsvp_id: int, greeting: str) -> Letter:
    """A letter to many, for one booking: with its salutation and links, and its calendar file if the letter
    has one."""
    return replace(
        letter,
        text=letter.text.replace(GREETING, greeting),
        placeholders={
            word: (maker, known or rsvp_id) for word, (maker, known) in letter.placeholders.items()
        },
        attachments=[(maker, rsvp_id) for maker, _ in letter.attachments],
        about=("rsvps", rsvp_id),
    )


def _attachments(rsvp: Rsvp) -> tuple[tuple[str, int], ...]:
    """The calendar file, and the code for the door where there is one."""
    on_a_screen = rsvp.event.online and not rsvp.event.place
    return ((CALENDAR, rsvp.id),) if on_a_screen else ((CALENDAR, rsvp.id), (TICKET, rsvp.id))


def letter_to_many(
    event: Event,
    name: str,
    coming: bool,
    also: Mapping[str, tuple[str, int]] = MappingProxyType({}),
    **context: Any,
) -> Letter:
    return write_letter(
        f"events.{name}",
        event=event,
        greeting=GREETING,
        coming=coming,
        words=wording,
        placeholders={**_placeholders(0, event), **also},
        **context,
    )


def _about(
    rsvp: Rsvp,
    name: str,
    attachments: tuple[tuple[str, int], ...] = (),
    placeholders: dict[str, tuple[str, int]] | None = None,
    **context: Any,
) -> Letter:
    return write_letter(
        f"events.{name}",
        rsvp=rsvp,
        event=rsvp.event,
        words=wording,
        placeholders=placeholders or _placeholders(rsvp.id, rsvp.event),
        attachments=attachments,
        about=("rsvps", rsvp.id),
        **context,
    )


def _letters(number: int) -> str:
    """``a``, ``b`` … ``z``, ``ba``, ``bb`` …: a placeholder's name holds no digit."""
    rest, last = divmod(number, 26)
    return (_letters(rest) if rest else "") + chr(ord("a") + last)


def _placeholders(rsvp_id: int, event: Event) -> dict[str, tuple[str, int]]:
    """The booking's link, and where it happens on a screen: both as they are when the mail leaves."""
    found = {"booking": (BOOKING_LINK, rsvp_id)}
    return {**found, "online": (ONLINE_LINK, event.id)} if event.online else found


KINDS = (
    *declare("events", "confirmed waiting already found", use=Use.ASKED_FOR, readers=[event_leads]),
    *declare("events", "twice found_many", use=Use.ASKED_FOR, readers=[event_leads], bound=True),
    *declare(
        "events",
        "changed cancelled seated offered lapsed unpaid paid_back refunded saved moved_up reminder thanks "
        "missed",
        use=Use.HELD, readers=[event_leads],
    ),
)  # fmt: skip
"""The kinds of these mails, and which roles in the office may read them. Those about several bookings of one
email are bound to its mailbox: they go to no other address (mail.kinds)."""

CONFIRMING = "events.confirmed", "events.waiting", "events.twice"
"""The kinds that state a booking's status; unsent ones are withdrawn when the email is corrected."""
