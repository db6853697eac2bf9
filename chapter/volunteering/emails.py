"""The mails that shifts cause. Each is one letter; rules queue them."""

from collections.abc import Sequence
from typing import Any

from chapter.events.emails import BOOKING_LINK
from chapter.events.models import Event, Rsvp
from chapter.mail.kinds import declare
from chapter.mail.rules import Letter, placeholder
from chapter.mail.templates import write_letter
from chapter.people import names
from chapter.people.models import Person
from chapter.restrictions import Use
from chapter.volunteering import words, worth
from chapter.volunteering.circles import clearance_keepers, volunteer_leads
from chapter.volunteering.models import CLEARANCES, Shift, Signup
from chapter.volunteering.models.persons import Clearance
from chapter.volunteering.models.thanks import MILESTONE, WORDS, YEAR, Thanks
from chapter.volunteering.small_jobs import SmallJob

SHIFT_LINK, SHEET_LINK, BOARD_LINK = "volunteering.shift", "volunteering.sheet", "volunteering.board"
CLEARANCES_LINK = "volunteering.clearances"
CALENDAR, CODE, LETTER = "volunteering.calendar", "volunteering.code", "volunteering.letter"
"""Makers that the outbox calls at sending (registered in chapter.volunteering.places)."""
LETTERS_OF_THANKS = {
    MILESTONE: "volunteering.thanks_milestone",
    YEAR: "volunteering.thanks_year",
    WORDS: "volunteering.thanks_words",
}


def confirmed(signup: Signup) -> Letter:
    """The shift is hers; with calendar file and check-in code."""
    return _about(signup, "confirmed", _files(signup))


def standing_by(signup: Signup, place: int) -> Letter:
    """She is a backup, at ``place`` in line."""
    return _about(signup, "standing_by", place=place)


def already(signup: Signup) -> Letter:
    """Somebody sent the form with her name and e-mail; she has the shift, or stands by, already."""
    return _about(signup, "already")


def is_it_you(signup: Signup) -> Letter:
    """Somebody typed her name and email on a sheet: one press says that it is she, another undoes it."""
    return _about(signup, "is_it_you")


def unproved(signup: Signup) -> Letter:
    """Nobody said so in time, so the place is free again."""
    return _about(signup, "unproved")


def clash(shift: Shift, name: str, sentence: str) -> Letter:
    """Somebody sent the form with her name and e-mail; at that time she is needed elsewhere."""
    return write_letter(
        "volunteering.clash", shift=shift, whole=shift.opportunity, name=name, sentence=sentence, words=words,
        placeholders={"sheet": (SHEET_LINK, shift.opportunity_id)}, about=("shifts", shift.id),
    )  # fmt: skip


def offered(signup: Signup) -> Letter:
    """A place is held for her until she says yes, with the sentence why."""
    return _about(signup, "offered")


def lapsed(signup: Signup) -> Letter:
    """Nobody said yes in time."""
    return _about(signup, "lapsed")


def released(signup: Signup) -> Letter:
    """We look for a substitute; the shift is hers until somebody says yes."""
    return _about(signup, "released")


def replaced(signup: Signup) -> Letter:
    """Somebody took it for her; with a file that takes it out of her calendar."""
    return _about(signup, "replaced", ((CALENDAR, signup.id),))


def ended(signup: Signup) -> Letter:
    """She is not needed, or gave it back; with the reason of the lead, and a file for her calendar."""
    return _about(signup, "ended", ((CALENDAR, signup.id),) if signup.confirmed_at else ())


def freed(signups: Sequence[Signup]) -> Letter:
    """She lacks what these shifts ask for on their day, and is free of them; names nothing that she lacks."""
    first = signups[0]
    files = tuple((CALENDAR, one.id) for one in signups if one.confirmed_at and one.shift.timed)
    return write_letter(
        "volunteering.freed", name=first.name, signups=signups, words=words, attachments=files,
        placeholders={"sheet": (SHEET_LINK, first.shift.opportunity_id)}, about=("signups", first.id),
    )  # fmt: skip


def places_free(signups: Sequence[Signup], name: str) -> Letter:
    """To who leads these shifts: who lacks what they ask for, and is free of them."""
    first = signups[0].shift
    return write_letter(
        "volunteering.places_free", name=name, signups=signups, words=words,
        placeholders={"board": (BOARD_LINK, first.opportunity_id)}, about=("shifts", first.id),
    )  # fmt: skip


def running_out(found: Sequence[Clearance], name: str) -> Letter:
    """To who keeps trainings and checks, and to nobody else: which run out within some weeks."""
    rows = [(one, placeholder(f"person{one.person_id}")) for one in found]
    return write_letter(
        "volunteering.running_out", name=name, rows=rows, kinds=CLEARANCES, words=words,
        placeholders={f"person{one.person_id}": (CLEARANCES_LINK, one.person_id) for one in found},
    )  # fmt: skip


def moved(signup: Signup, was: str) -> Letter:
    """Time or place are others now than they ``was``."""
    return _about(signup, "moved", ((CALENDAR, signup.id),) if signup.confirmed_at else (), was=was)


def called_off(signup: Signup) -> Letter:
    """The shift does not take place, and why; with a file that takes it out of her calendar."""
    return _about(signup, "called_off", ((CALENDAR, signup.id),) if signup.confirmed_at else ())


def reminder(signup: Signup) -> Letter:
    """It is soon; with the calendar file of the same name and number."""
    return _about(signup, "reminder", _files(signup))


def missed(signup: Signup) -> Letter:
    """She was not there: we hope that all is well."""
    return _about(signup, "missed")


def also_there(signup: Signup, event: Event) -> Letter:
    """She has a seat at ``event`` at the time of her shift."""
    return _about(signup, "also_there", event=event)


def asked(shift: Shift, person: Person, why: str) -> Letter:
    """Would she take this shift, and why we thought of her."""
    return write_letter(
        "volunteering.asked", shift=shift, whole=shift.opportunity, name=person.first_name, why=why,
        words=words,
        placeholders={"sheet": (SHEET_LINK, shift.opportunity_id)}, about=("shifts", shift.id),
    )  # fmt: skip


def small_job(rsvp: Rsvp, job: SmallJob | None) -> Letter:
    """The event changed, so that she has another time at the badge desk, or none any more."""
    return write_letter(
        "volunteering.small_job", event=rsvp.event, job=job, name=names.first_name(rsvp.name) or rsvp.name,
        placeholders={"link": (BOOKING_LINK, rsvp.id)}, about=("rsvps", rsvp.id),
    )  # fmt: skip


def thanks(said: Thanks, minutes: int, did: Sequence[tuple[str, int]]) -> Letter:
    """Thanks for what she ``did``: at a milestone, for a year with our letter, or in somebody's words."""
    return write_letter(
        LETTERS_OF_THANKS[said.kind], thanks=said, person=said.person, time=worth.hours(minutes),
        did=[(title, worth.hours(some)) for title, some in did], about=("thanks", said.id),
        attachments=((LETTER, said.id),) if said.kind == YEAR else (),
    )  # fmt: skip


def two_days_left(shift: Shift, name: str, seeking: int) -> Letter:
    """To the lead: 48 hours are left, and a substitute is still sought."""
    return write_letter(
        "volunteering.two_days_left", shift=shift, whole=shift.opportunity, name=name, seeking=seeking,
        words=words, placeholders={"board": (BOARD_LINK, shift.opportunity_id)}, about=("shifts", shift.id),
    )  # fmt: skip


def _files(signup: Signup) -> tuple[tuple[str, int], ...]:
    if not signup.shift.timed:
        return ()
    return (
        ((CALENDAR, signup.id),)
        if signup.shift.opportunity.remote
        else ((CALENDAR, signup.id), (CODE, signup.id))
    )


def _about(
    signup: Signup, name: str, attachments: tuple[tuple[str, int], ...] = (), **context: Any
) -> Letter:
    shift = signup.shift
    return write_letter(
        f"volunteering.{name}", signup=signup, shift=shift, whole=shift.opportunity, words=words,
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
        "offered lapsed unproved released replaced ended moved called_off reminder missed also_there "
        "two_days_left small_job thanks_milestone thanks_year thanks_words",
        use=Use.HELD, readers=LEADS,
    ),
    *declare("volunteering", "freed places_free running_out", use=Use.HELD, readers=[clearance_keepers]),
    *declare("volunteering", "asked", use=Use.ASK, readers=LEADS, choice="asks"),
)  # fmt: skip
"""What these mails are for, and who of the office may read them."""
