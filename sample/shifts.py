"""What the sample chapter needs people for: programs, opportunities, past and coming shifts, who takes them.

The young people of its programs are counts. All names are invented.
"""

import random
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import delete

from chapter import db
from chapter.audit import Actor
from chapter.hours.rules import checkin
from chapter.mail.models import Mail
from chapter.opportunities import queries as opportunities_queries
from chapter.opportunities.rules import opportunities, programs
from chapter.opportunities.rules.opportunities import OpportunityInput
from chapter.opportunities.rules.shift_times import ShiftInput
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.shifts.models import FREELY, INVITED, MEMBERS, ONE_OFF, PUBLIC, RECURRING, ROLE, Shift
from chapter.shifts.rules import signups, substitutes
from chapter.shifts.rules.signups import SignupRequest
from chapter.staffing.rules import clearances

PROGRAMS = {"Tuesday studio": 60, "Mentoring": 34, "Coat drive": 0, "Evenings": 0}
"""Each program with how many young people it has: a count, and nothing else about them."""

RELEASED, MISSED = 0.1, 0.06
"""The share of those who seek a substitute, and of those who did not come."""

TYPED_EACH = 4
"""In one of so many coming shifts somebody typed a name two hours ago, and has not confirmed it."""

MORNING, EVENING = time(9), time(18)
SHEETS: tuple[tuple[str, str, str, int, int, dict[str, object]], ...] = (
    ("Coats by size", "Coat drive", "Sort what came in, by size and by zip.", 6, 3, {"skills": "Sorting"}),
    ("Fares and envelopes", "Coat drive", "Fill sixty envelopes with fare cards.", 3, 2, {}),
    ("Pick up coats by car", "Coat drive", "Two stops west, one north.", 2, 1, {"skills": "Driving"}),
    ("Thank-you letters", "Coat drive", "By hand, from your own table.", 8, 0, {"remote": True}),
    ("Studio tables", "Tuesday studio", "Set up easels and tables, and wash brushes.", 4, 2, {}),
    ("Studio supper", "Tuesday studio", "Soup for sixty, ladled well.", 4, 3, {"skills": "Cooking"}),
    ("Studio mentor", "Tuesday studio", "Sit beside somebody who paints.", 5, 3, {"needs_background": True}),
    ("Portfolio reading", "Tuesday studio", "Read five, say what shines.", 3, 1, {"remote": True}),
    ("Mentor for a year", "Mentoring", "An hour a week, for one year.", 12, 4, {
        "kind": ROLE, "needs_background": True, "needs_interview": True, "needs_training": True,
    }),
    ("Mentors’ training", "Mentoring", "Help to run the Saturday training.", 3, 2, {"audience": MEMBERS}),
    ("College visits", "Mentoring", "Ride along to Urbana and back.", 4, 2, {"needs_background": True}),
    ("Interview panel", "Mentoring", "Meet those who want to be mentors.", 3, 2, {"audience": INVITED}),
    ("Door and badges", "Evenings", "Know the way in, and say a first name.", 4, 2, {}),
    ("Kitchen", "Evenings", "Plates out, plates in.", 5, 3, {"skills": "Cooking"}),
    ("Photographs", "Evenings", "Hands and tables rather than faces.", 1, 0, {"skills": "Photography"}),
    ("Interpreting in Spanish", "Evenings", "At the door and beside the stage.", 2, 1, {"skills": "Spanish"}),
    ("Minutes of the board", "Evenings", "Two pages a month.", 1, 1, {"kind": ROLE, "audience": MEMBERS}),
    ("Spring market committee", "Evenings", "Plan the market from March on.", 6, 3, {"kind": ROLE}),
    ("Newsletter desk", "Evenings", "Edit one page.", 2, 0, {"remote": True, "hours_rule": FREELY}),
    ("Spare room inventory", "Coat drive", "Count it once, and write it on the store.", 3, 1, {}),
)  # fmt: skip
PLACES = ("Room 6", "The studio", "St. Agatha’s hall", "The warehouse on Sample Street")


@dataclass(frozen=True)
class Sheet:
    """One opportunity of the sample: when its first shift is, and how many it has."""

    title: str
    program: str
    summary: str
    places: int
    minimum: int
    more: dict[str, object]


def save(seed: int, crowd_ids: list[int], by: Actor, *, now: datetime) -> None:
    """Save programs, opportunities, shifts and signups, one transaction for each opportunity; the mails that
    this caused are withdrawn."""
    chance = random.Random(seed)
    begun = now - timedelta(days=60)
    with db.writing():
        for name, teens in PROGRAMS.items():
            programs.add_program(name, by=by, now=begun).teens = teens
        _clear(chance, crowd_ids, by, begun)
    for number, row in enumerate(SHEETS):
        with db.writing():
            _opportunity(chance, number, Sheet(*row), crowd_ids, by, now)
            db.session.flush()
            db.session.execute(delete(Mail).where(Mail.kind.like("volunteering.%")))


def _clear(chance: random.Random, crowd_ids: list[int], by: Actor, now: datetime) -> None:
    for number in crowd_ids[1:40:3]:
        person = db.session.get_one(Person, number)
        until = now.date() + timedelta(days=chance.choice((20, 300, 700)))
        for kind in ("background", "training", "interview"):
            clearances.note(person, kind, until if kind == "background" else None, by=by, now=now)


def _opportunity(
    chance: random.Random, number: int, sheet: Sheet, crowd_ids: list[int], by: Actor, now: datetime
) -> None:
    chapter, begun = settings.current(), now - timedelta(days=60)
    program = opportunities_queries.program_named(sheet.program)
    kind = str(sheet.more.get("kind", RECURRING if number % 3 == 0 else ONE_OFF))
    details = {
        "title": sheet.title, "zone": chapter.zone, "summary": sheet.summary, "kind": kind,
        "place": PLACES[number % len(PLACES)], "neighborhood": "Near West Side", "audience": PUBLIC,
        "program_id": program.id if program else None, "lead_id": by.person_id, **sheet.more,
    }  # fmt: skip
    whole = opportunities.create(OpportunityInput(**details), by=by, now=begun)  # type: ignore[arg-type]  # rows of one table
    today = now.astimezone(chapter.zone_info).date()
    made: list[Shift] = []
    for day in _days(kind, number):
        starts = datetime.combine(today + timedelta(days=day), EVENING if number % 2 else MORNING)
        ends = starts + (timedelta(days=180) if kind == ROLE else timedelta(hours=2 + number % 2))
        times = ShiftInput(starts, ends, sheet.places, sheet.minimum)
        made += opportunities.add_shifts(whole, times, by=by, now=begun)
    opportunities.publish(whole, by=by, now=begun)
    for shift in made:
        _staff(chance, shift, crowd_ids, by, now)


def _days(kind: str, number: int) -> tuple[int, ...]:
    """Days from today on which its shifts begin; some are in the past."""
    if kind == ROLE:
        return (14 + number,)
    if kind == RECURRING:
        return tuple(number % 7 + 7 * week for week in (-2, -1, 1, 2, 3))
    return (-10 - number, 4 + number, 18 + number)


def _staff(chance: random.Random, shift: Shift, crowd_ids: list[int], by: Actor, now: datetime) -> None:
    over = shift.ends_at <= now
    wanted = (
        shift.capacity
        if over
        else chance.choice((0, 1, shift.capacity - 1, shift.capacity, shift.capacity + 1))
    )
    then = min(now, shift.starts_at) - timedelta(days=3)
    for place in range(wanted):
        person = db.session.get_one(Person, chance.choice(crowd_ids[1:]))
        nonce = f"sample-shift-{shift.public_id}-{place}"
        asked = SignupRequest(person.name, person.email, nonce, person, show_me=chance.random() < 0.5)
        late = chance.random()
        if not over and place == 0 and shift.id % TYPED_EACH == 0:
            _take(shift, replace(asked, person=None), by, now - timedelta(hours=2), over=over, late=late)
        else:
            _take(shift, asked, by, then, over=over, late=late)


def _take(shift: Shift, asked: SignupRequest, by: Actor, then: datetime, *, over: bool, late: float) -> None:
    """Sign up, come and leave; whoever lacks a clearance, or is busy elsewhere, is skipped."""
    try:
        taken = signups.sign_up(shift, asked, by=by, now=then)
    except Refused:
        return
    signup = taken.signup
    if signup is None or not taken.made or signup.confirmed_at is None:
        return
    if not over:
        if late < RELEASED:
            substitutes.seek_substitute(signup, by=by, now=then)
    elif late < MISSED:
        checkin.mark_missed(signup, excused=late < MISSED / 2, by=by, now=shift.ends_at)
    else:
        checkin.check_in(signup, by=by, now=shift.starts_at + timedelta(minutes=round(late * 9)))
        checkin.check_out(signup, by=by, now=shift.ends_at)
