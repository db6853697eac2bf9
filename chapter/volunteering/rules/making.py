"""The life of an opportunity and its shifts: written down, published, changed, cancelled."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from chapter import audit, db
from chapter.audit import Actor
from chapter.events.rules.slugs import slug_of
from chapter.refusal import Refused
from chapter.volunteering import clearances, queries, repeating, words
from chapter.volunteering.models import (
    KINDS,
    ONE_OFF,
    OPPORTUNITY,
    PUBLIC,
    SHIFT,
    WITH_APPROVAL,
    Opportunity,
    Program,
    Shift,
    Signup,
)
from chapter.volunteering.rules import line, rechecking, telling

SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=366)
ADULT = 18


@dataclass(frozen=True)
class Details:
    """What the office writes down about an opportunity. ``slug`` empty: made from the title."""

    title: str
    zone: str
    slug: str = ""
    kind: str = ONE_OFF
    event_id: int | None = None
    program_id: int | None = None
    summary: str = ""
    story: str = ""
    place: str = ""
    address: str = ""
    neighborhood: str = ""
    remote: bool = False
    skills: str = ""
    minimum_age: int | None = None
    needs_training: bool = False
    needs_background: bool = False
    needs_interview: bool = False
    audience: str = PUBLIC
    hours_rule: str = WITH_APPROVAL
    from_job: bool = False
    lead_id: int | None = None


@dataclass(frozen=True)
class Times:
    """When a shift is, on the clock of its place, for how many, and until when it is repeated."""

    starts_wall: datetime
    ends_wall: datetime
    capacity: int
    minimum: int = 0
    label: str = ""
    place: str = ""
    rrule: str = ""


def create(details: Details, *, by: Actor, now: datetime) -> Opportunity:
    """A new draft, that nobody outside the office sees. Raises Refused for an address that is taken."""
    whole = Opportunity(
        slug="", created_at=now, created_by=by.person_id, version=1, rrule="", cancelled_why=""
    )
    _set(whole, details)
    db.session.add(whole)
    db.session.flush()
    audit.record("wrote down", whole, by=by, now=now, after=asdict(details))
    return whole


def change(whole: Opportunity, details: Details, *, by: Actor, now: datetime, let_go: bool = False) -> int:
    """Change it; how many helpers were written to because the place is another.

    Where it asks for more than before, ``let_go`` frees teams and whoever lacks it. Raises Refused for an
    address that is another's, and without ``let_go`` while there are any.
    """
    whole = db.lock(whole)
    before, was, asked = asdict(details_of(whole)), (whole.place, whole.address), set(whole.needed)
    _set(whole, details)
    whole.version += 1
    audit.record("changed", whole, by=by, now=now, before=before, after=asdict(details_of(whole)))
    if set(whole.needed) - asked:
        _ask_for_more(whole, let_go=let_go, by=by, now=now)
    if (whole.place, whole.address) == was:
        return 0
    shifts = [shift for shift in queries.shifts_of([whole.id], since=now) if not shift.place]
    for shift in shifts:
        shift.sequence, shift.moved_at = shift.sequence + 1, now
    return telling.moved(shifts, ", ".join(filter(None, was)), now=now)


def details_of(whole: Opportunity) -> Details:
    """What stands written down about it."""
    return Details(**{field.name: getattr(whole, field.name) for field in fields(Details)})


def publish(whole: Opportunity, *, by: Actor, now: datetime) -> None:
    """Let everybody who may see it. Raises Refused while it has no shift, or nobody could find it."""
    whole = db.lock(whole)
    if not whole.draft:
        return
    if not queries.shifts_of([whole.id], since=now):
        raise Refused("It has no shift yet. Add one, then publish it.")
    if not (whole.place or whole.remote):
        raise Refused("Nobody could find it yet: give it a place, or say that it is done from anywhere.")
    whole.published_at, whole.version = now, whole.version + 1
    audit.record("published", whole, by=by, now=now, before={"published": False}, after={"published": True})


def cancel(whole: Opportunity, *, why: str, by: Actor, now: datetime) -> int:
    """Cancel it with all its shifts to come; how many helpers were written to.

    Raises Refused without a reason, which they read.
    """
    whole = db.lock(whole)
    if whole.cancelled_at is not None:
        return 0
    if not why:
        raise Refused("Say why: those who wanted to help read it in their mail.", "why")
    shifts = queries.shifts_of([whole.id], since=now)
    told = call_off(shifts, why=why, cancelled_with=OPPORTUNITY, by=by, now=now)
    whole.cancelled_at, whole.cancelled_by, whole.cancelled_why = now, by.person_id, why
    whole.version += 1
    audit.record("cancelled", whole, by=by, now=now, after={"told": told}, why=why)
    return told


def call_off(shifts: list[Shift], *, why: str, cancelled_with: str, by: Actor, now: datetime) -> int:
    """Cancel these shifts: everybody in them is told, and free; how many were written to.

    ``cancelled_with`` says which act it was, for whoever takes that act back.
    """
    for shift in shifts:
        shift.cancelled_at, shift.cancelled_by, shift.cancelled_why = now, by.person_id, why
        shift.cancelled_with = cancelled_with
        shift.sequence += 1
        shift.seating += 1
        audit.record("cancelled", shift, by=by, now=now, why=why)
    return telling.called_off(shifts, why, cancelled_with, now=now)


def add_shifts(whole: Opportunity, times: Times, *, by: Actor, now: datetime) -> list[Shift]:
    """A shift, or as many as ``times.rrule`` makes. Raises Refused for times that can't be."""
    _check(whole, times, now)
    walls = repeating.occurrences(times.rrule, times.starts_wall) if times.rrule else [times.starts_wall]
    lasts = times.ends_wall - times.starts_wall
    made = []
    for wall in walls:
        shift = Shift(
            opportunity=whole, label=times.label, place=times.place, capacity=times.capacity,
            minimum=times.minimum, seating=0, sequence=0, cancelled_why="",
        )  # fmt: skip
        _place_in_time(shift, wall, wall + lasts)
        db.session.add(shift)
        made.append(shift)
    if times.rrule:
        whole.rrule = times.rrule
    db.session.flush()
    audit.record("added shifts", whole, by=by, now=now, after={"shifts": len(made), "rrule": times.rrule})
    return made


def change_shift(shift: Shift, times: Times, *, by: Actor, now: datetime) -> int:
    """Change ``shift``, which is locked; how many helpers were written to because time or place is another.

    Fewer places than are taken is refused; more lets the backups move.
    """
    _check(shift.opportunity, times, now)
    taken = queries.staffing_of(shift).taken
    if times.capacity < taken:
        raise Refused(f"{taken} take it already. Let somebody go first.", "capacity")
    before, was = asdict(times_of(shift)), telling.when_and_where(shift)
    shift.label, shift.place = times.label, times.place
    shift.capacity, shift.minimum = times.capacity, times.minimum
    _place_in_time(shift, times.starts_wall, times.ends_wall)
    shift.seating += 1
    audit.record("changed", shift, by=by, now=now, before=before, after=asdict(times_of(shift)))
    told = 0
    if telling.when_and_where(shift) != was:
        told = _moved(shift, was, now)
    rechecking.recheck(Signup.shift_id == shift.id, by=by, now=now)
    line.promote(shift, now=now)
    return told


def cancel_shift(shift: Shift, *, why: str, by: Actor, now: datetime) -> int:
    """Cancel one shift, which is locked; how many were told. Raises Refused without a reason."""
    if shift.cancelled_at is not None:
        return 0
    if not why:
        raise Refused("Say why: those who wanted to help read it in their mail.", "why")
    return call_off([shift], why=why, cancelled_with=SHIFT, by=by, now=now)


def move_by(
    shifts: list[Shift], delta: timedelta, was: Mapping[int, str], *, zone: str, by: Actor, now: datetime
) -> int:
    """Move shifts with the event that they belong to, by as much on its clock; how many helpers were told.
    ``was``: what each shift's time and place were in words, by its number."""
    told = 0
    for shift in shifts:
        shift.opportunity.zone = zone
        _place_in_time(shift, shift.starts_wall + delta, shift.ends_wall + delta)
        if telling.when_and_where(shift) != was[shift.id]:
            after = {"starts_wall": shift.starts_wall, "place": shift.where}
            audit.record("moved", shift, by=by, now=now, after=after)
            told += _moved(shift, was[shift.id], now)
    rechecking.recheck(Signup.shift_id.in_([shift.id for shift in shifts]), by=by, now=now)
    return told


def times_of(shift: Shift) -> Times:
    """When it is."""
    return Times(**{f.name: getattr(shift, f.name) for f in fields(Times) if f.name != "rrule"})


def add_program(name: str, *, by: Actor, now: datetime) -> Program:
    """A new program. Raises Refused when there is one of this name."""
    if queries.program_called(name) is not None:
        raise Refused("There is a program of this name.", "name")
    program = Program(name=name, teens=0, created_at=now)
    db.session.add(program)
    db.session.flush()
    audit.record("wrote down", program, by=by, now=now, after={"name": name})
    return program


def _ask_for_more(whole: Opportunity, *, let_go: bool, by: Actor, now: datetime) -> None:
    hers = Shift.opportunity_id == whole.id
    lacking = clearances.lacking(now, hers)
    if lacking and not let_go:
        raise Refused(words.stands_in_the_way(len(lacking), whole.needed), "let_go")
    rechecking.recheck(hers, by=by, now=now)


def _moved(shift: Shift, was: str, now: datetime) -> int:
    shift.sequence += 1
    shift.moved_at, shift.lead_told_at = now, None
    return telling.moved([shift], was, now=now)


def _place_in_time(shift: Shift, starts: datetime, ends: datetime) -> None:
    zone = shift.opportunity.zone_info
    shift.starts_wall, shift.starts_at = repeating.settled(starts, zone)
    shift.ends_wall, shift.ends_at = repeating.settled(ends, zone)


def _check(whole: Opportunity, times: Times, now: datetime) -> None:
    lasts = times.ends_wall - times.starts_wall
    if not SHORTEST <= lasts <= LONGEST:
        raise Refused("It would end before it begins, or last longer than a year.", "ends_wall")
    if repeating.settled(times.ends_wall, whole.zone_info)[1] <= now:
        raise Refused("It would be over already.", "starts_wall")
    if times.minimum > times.capacity:
        raise Refused("It cannot need more people than it has places.", "minimum")


def _set(whole: Opportunity, details: Details) -> None:
    if details.kind not in KINDS:
        raise Refused("Choose one of these.", "kind")
    if details.minimum_age is not None and details.minimum_age < ADULT:
        raise Refused("Only adults sign up here.", "minimum_age")
    if details.from_job and any((details.needs_training, details.needs_background, details.needs_interview)):
        raise Refused("Guests who ask for a small job bring no training or check.", "from_job")
    for name, value in asdict(details).items():
        if name != "slug":
            setattr(whole, name, value)
    _move(whole, details.slug or slug_of(details.title), exact=bool(details.slug))


def _move(whole: Opportunity, wanted: str, *, exact: bool) -> None:
    """Give it an address that no other has; a number behind it where it is only made from the title."""
    with db.session.no_autoflush:
        slug, number = wanted, 1
        while _taken(slug, whole.id):
            if exact:
                raise Refused("Another one has this address.", "slug")
            number += 1
            slug = f"{wanted}-{number}"
    whole.slug = slug


def _taken(slug: str, number: int | None) -> bool:
    other = queries.opportunities().where(Opportunity.slug == slug, Opportunity.id != (number or 0))
    return (
        slug in {"new", "code", "programs", "mailed", "shift", "people", "hours", "board"}
        or db.first(other) is not None
    )
