"""The mails about shifts. Each function makes one letter; rules queue them."""

from collections.abc import Sequence
from typing import Any

from chapter.accounts.viewer import volunteer_leads
from chapter.events.models import Event
from chapter.mail import consents
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.people.models import Person
from chapter.restrictions import Use
from chapter.shifts import wording
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.models import Shift, Signup

SHIFT_LINK, SHEET_LINK, BOARD_LINK = "volunteering.shift", "volunteering.sheet", "volunteering.board"
CALENDAR, CODE = "volunteering.calendar", "volunteering.code"
"""Attachments that the outbox makes at sending (registered in chapter.shifts.placeholders)."""


def confirmed(signup: Signup) -> Letter:
    """They have the shift; with a calendar file and a check-in code."""
    return about_signup(signup, "confirmed", _files(signup))


def standing_by(signup: Signup, place: int) -> Letter:
    """They stand by as a backup, at position ``place`` in line."""
    return about_signup(signup, "standing_by", place=place)


def already(signup: Signup) -> Letter:
    """Somebody sent the form with their name and e-mail; they have the shift, or stand by, already."""
    return about_signup(signup, "already")


def is_it_you(signup: Signup) -> Letter:
    """Somebody typed their name and email on a sheet: one button confirms it, another undoes it."""
    return about_signup(signup, "is_it_you")


def unproved(signup: Signup) -> Letter:
    """Nobody confirmed by email in time, so the place is free again."""
    return about_signup(signup, "unproved")


def clash(shift: Shift, name: str, sentence: str) -> Letter:
    """Somebody sent the form with their name and e-mail, but they are busy at that time."""
    return write_letter(
        "volunteering.clash", shift=shift, whole=shift.opportunity, name=name, sentence=sentence,
        words=wording,
        placeholders={"sheet": (SHEET_LINK, shift.opportunity_id)}, about=("shifts", shift.id),
    )  # fmt: skip


def offered(signup: Signup) -> Letter:
    """A place is offered to them and held until they accept; says why."""
    return about_signup(signup, "offered")


def lapsed(signup: Signup) -> Letter:
    """They did not accept the offer in time."""
    return about_signup(signup, "lapsed")


def released(signup: Signup) -> Letter:
    """We look for a substitute; they have the shift until somebody accepts."""
    return about_signup(signup, "released")


def replaced(signup: Signup) -> Letter:
    """A substitute accepted; with a file that takes the shift out of their calendar."""
    return about_signup(signup, "replaced", ((CALENDAR, signup.id),))


def ended(signup: Signup) -> Letter:
    """The lead removed them, or they gave it back; with the lead's reason, and a calendar file."""
    return about_signup(signup, "ended", ((CALENDAR, signup.id),) if signup.confirmed_at else ())


def freed(signups: Sequence[Signup]) -> Letter:
    """They lack what these shifts require on their day, and their sign-ups ended; does not say what is
    missing."""
    first = signups[0]
    files = tuple((CALENDAR, one.id) for one in signups if one.confirmed_at and one.shift.timed)
    return write_letter(
        "volunteering.freed", signups=signups, words=wording, attachments=files,
        placeholders={"sheet": (SHEET_LINK, first.shift.opportunity_id)}, about=("signups", first.id),
    )  # fmt: skip


def places_free(signups: Sequence[Signup], lead: Person) -> Letter:
    """To the lead of these shifts: who lacks what they require, so that places are free."""
    first = signups[0].shift
    return write_letter(
        "volunteering.places_free", lead=lead, signups=signups, words=wording,
        placeholders={"board": (BOARD_LINK, first.opportunity_id)}, about=("shifts", first.id),
    )  # fmt: skip


def reminder(signup: Signup) -> Letter:
    """The shift is soon; the calendar file has the same UID and SEQUENCE."""
    return about_signup(signup, "reminder", _files(signup))


def also_there(signup: Signup, event: Event) -> Letter:
    """They booked a seat at ``event`` at the time of their shift."""
    return about_signup(signup, "also_there", event=event)


def asked(shift: Shift, person: Person, why: str) -> Letter:
    """Asks whether they would take this shift; says why we thought of them."""
    return write_letter(
        "volunteering.asked", shift=shift, whole=shift.opportunity, person=person, why=why,
        words=wording,
        placeholders={"sheet": (SHEET_LINK, shift.opportunity_id)}, about=("shifts", shift.id),
    )  # fmt: skip


def two_days_left(shift: Shift, lead: Person, seeking: int) -> Letter:
    """To the lead: 48 hours are left, and a substitute is still needed."""
    return write_letter(
        "volunteering.two_days_left", shift=shift, whole=shift.opportunity, lead=lead, seeking=seeking,
        words=wording, placeholders={"board": (BOARD_LINK, shift.opportunity_id)}, about=("shifts", shift.id),
    )  # fmt: skip


def _files(signup: Signup) -> tuple[tuple[str, int], ...]:
    if not signup.shift.timed:
        return ()
    return (
        ((CALENDAR, signup.id),)
        if signup.shift.opportunity.remote
        else ((CALENDAR, signup.id), (CODE, signup.id))
    )


def about_signup(
    signup: Signup, name: str, attachments: tuple[tuple[str, int], ...] = (), **context: Any
) -> Letter:
    """The mail ``volunteering.<name>`` about a signup, with the links of the signup and of its sheet."""
    shift = signup.shift
    return write_letter(
        f"volunteering.{name}", signup=signup, shift=shift, whole=shift.opportunity, words=wording,
        placeholders={"link": (SHIFT_LINK, signup.id), "sheet": (SHEET_LINK, shift.opportunity_id)},
        attachments=attachments if shift.timed else (), about=("signups", signup.id), **context,
    )  # fmt: skip


LEADS = [volunteer_leads]
KINDS = (
    *declare(
        "volunteering", "confirmed standing_by already is_it_you clash", use=Use.ASKED_FOR, readers=LEADS
    ),
    *declare(
        "volunteering",
        "offered lapsed unproved released replaced ended reminder also_there two_days_left",
        use=Use.HELD, readers=LEADS,
    ),
    *declare("volunteering", "freed places_free", use=Use.HELD, readers=[clearance_keepers]),
    *declare("volunteering", "asked", use=Use.ASK, readers=LEADS, consent=consents.ASKS),
)  # fmt: skip
"""What these mails are for, and who of the office may read them."""
