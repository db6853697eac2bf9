"""The life of an opportunity and its shifts: created, published, changed, canceled."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta

from chapter import audit, db
from chapter.audit import Actor
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds
from chapter.opportunities import wording as opportunities_wording
from chapter.opportunities.rules import shift_changes
from chapter.opportunities.rules.shift_changes import ShiftBefore
from chapter.opportunities.rules.shift_times import (
    PlannedShift,
    ShiftInput,
    check_times,
    plan_shifts,
    set_shift,
    set_span,
    shift_input_of,
)
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import (
    KINDS,
    ONE_OFF,
    OPPORTUNITY,
    PUBLIC,
    SHIFT,
    SLUGS,
    WITH_APPROVAL,
    Opportunity,
    Shift,
    Signup,
)
from chapter.shifts.queries import clearances
from chapter.shifts.rules import backups, cancellations, clearance_checks, reminders
from chapter.shifts.rules.cancellations import cancel_shifts
from chapter.web import record_redirects, wall_clock

__all__ = ["PlannedShift", "ShiftInput", "plan_shifts", "shift_input_of"]
PLACE = "volunteering.place"
"""The kind of the broadcast that holds together those of several shifts."""

ADULT = 18


@dataclass(frozen=True)
class OpportunityInput:
    """What the office types about an opportunity. ``slug`` empty: made from the title."""

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


def create(details: OpportunityInput, *, by: Actor, now: datetime) -> Opportunity:
    """Create a draft, which only the office sees. Raises Refused for an address that is taken."""
    whole = Opportunity(
        slug="", created_at=now, created_by=by.person_id, version=1, rrule="", cancelled_why=""
    )
    _set_fields(whole, details)
    db.session.add(whole)
    db.session.flush()
    audit.record("wrote down", whole, by=by, now=now, after=asdict(details))
    return whole


def change(
    whole: Opportunity, details: OpportunityInput, *, by: Actor, now: datetime, let_go: bool = False
) -> int:
    """Change an opportunity; return how many helpers are notified in ten minutes of another place.

    Where it asks for more clearances than before, ``let_go`` ends the sign-ups of teams and of those who
    lack them. Raises Refused for an address that is another's, and without ``let_go`` while there are any.
    """
    whole = db.lock(whole)
    before, asked = opportunity_input_of(whole), set(whole.needed)
    shifts = [shift for shift in queries.shifts_of([whole.id], since=now) if not shift.place]
    was = {shift.id: shift_changes.shift_before(shift) for shift in shifts}
    _set_fields(whole, details)
    old, new = asdict(before), asdict(opportunity_input_of(whole))
    audit.record_change("changed", whole, by=by, now=now, before=old, after=new)
    if set(whole.needed) - asked:
        _apply_new_requirements(whole, let_go=let_go, by=by, now=now)
    if (before.place, before.address) == (whole.place, whole.address):
        return 0
    names = [name for name, value in old.items() if new[name] != value]
    change = holds.Change(whole, {n: old[n] for n in names}, {n: new[n] for n in names})
    (said,) = holds.hold(PLACE, [change], by=by, now=now, begins=_next_start(shifts, now))
    told = shift_changes.hold_broadcasts(was, by=by, now=now, within=said if said.held else None)
    if said.held:
        holds.discard_if_needless(said)
    return told


def undo_place_change(whole: Opportunity, said: Broadcast, *, by: Actor, now: datetime) -> None:
    """Undo that change of place of ``whole``, which is locked."""
    here = opportunity_input_of(whole)
    stands = asdict(here)
    back = {name: old for name, old in said.before.items() if stands[name] == said.after.get(name)}
    shifts = [shift for shift in queries.shifts_of([whole.id], since=now) if not shift.place]
    was = {shift.id: shift_changes.shift_before(shift) for shift in shifts}
    _set_fields(whole, replace(here, **back))
    shift_changes.hold_broadcasts(was, by=by, now=now)


def opportunity_input_of(whole: Opportunity) -> OpportunityInput:
    """The opportunity's current values."""
    return OpportunityInput(**{field.name: getattr(whole, field.name) for field in fields(OpportunityInput)})


def publish(whole: Opportunity, *, by: Actor, now: datetime) -> None:
    """Publish it to those in its audience. Raises Refused while it has no shift, or nobody could find it."""
    whole = db.lock(whole)
    if not whole.draft:
        return
    if not queries.shifts_of([whole.id], since=now):
        raise Refused("This opportunity has no shifts yet. Add one, then publish it.")
    if not (whole.place or whole.remote):
        raise Refused("Enter a place, or mark it as remote, before you publish.")
    whole.published_at = now
    audit.record("published", whole, by=by, now=now, before={"published": False}, after={"published": True})


def cancel(whole: Opportunity, *, why: str, by: Actor, now: datetime) -> int:
    """Cancel it with all its shifts to come; return how many helpers are notified in ten minutes.

    Raises Refused without a reason, which they read.
    """
    whole = db.lock(whole)
    if whole.cancelled_at is not None:
        return 0
    if not why:
        raise Refused("Enter a reason. Volunteers will read it.", "why")
    shifts = queries.shifts_of([whole.id], since=now)
    told = cancel_shifts(shifts, whole, why=why, cancelled_with=OPPORTUNITY, by=by, now=now)
    whole.cancelled_at, whole.cancelled_by, whole.cancelled_why = now, by.person_id, why
    audit.record("cancelled", whole, by=by, now=now, after={"told": told}, why=why)
    return told


def revive(whole: Opportunity, *, by: Actor, now: datetime) -> str:
    """Revive ``whole``, which is locked, with the shifts and helpers that its cancellation ended; return
    what the page says of them."""
    at = whole.cancelled_at
    if at is None:
        return ""
    whole.cancelled_at = whole.cancelled_by = None
    whole.cancelled_why = ""
    return cancellations.revive_shifts(whole, OPPORTUNITY, at, by=by, now=now)


def add_shifts(whole: Opportunity, times: ShiftInput, *, by: Actor, now: datetime) -> list[Shift]:
    """Add a shift, or as many as ``times.rrule`` makes. Raises Refused for times that are not possible."""
    made = []
    for one in plan_shifts(whole, times, now=now):
        shift = Shift(
            opportunity=whole, label=times.label, place=times.place, capacity=times.capacity,
            minimum=times.minimum, sequence=0, cancelled_why="",
        )  # fmt: skip
        set_span(shift, one.starts_wall, one.ends_wall)
        db.session.add(shift)
        made.append(shift)
    if times.rrule:
        whole.rrule = times.rrule
    db.session.flush()
    audit.record("added shifts", whole, by=by, now=now, after={"shifts": len(made), "rrule": times.rrule})
    return made


def change_shift(shift: Shift, times: ShiftInput, *, by: Actor, now: datetime) -> int:
    """Change ``shift``, which is locked; return how many helpers are notified in ten minutes of another time
    or place.

    Raises Refused for fewer places than are taken; with more, backups are offered theirs.
    """
    check_times(shift.opportunity, times, now=now)
    taken = queries.coverage_of(shift).taken
    if times.capacity < taken:
        raise Refused(f"{taken} people have signed up already. Remove somebody first.", "capacity")
    before, was = asdict(shift_input_of(shift)), shift_changes.shift_before(shift)
    set_shift(shift, times)
    audit.record_change("changed", shift, by=by, now=now, before=before, after=asdict(shift_input_of(shift)))
    told = shift_changes.hold_broadcasts({shift.id: was}, by=by, now=now)
    clearance_checks.free_uncleared(Signup.shift_id == shift.id, by=by, now=now)
    backups.promote(shift, now=now)
    return told


def newly_in_the_past(times: ShiftInput, whole: Opportunity, shift: Shift | None, *, now: datetime) -> bool:
    """Whether ``times`` newly let it begin in the past: most likely a typing error."""
    if shift is not None and shift.starts_wall == times.starts_wall:
        return False
    return wall_clock.resolve(times.starts_wall, whole.zone_info)[1] <= now


def cancel_shift(shift: Shift, *, why: str, by: Actor, now: datetime) -> int:
    """Cancel one shift, which is locked; return how many helpers are notified. Raises Refused without a
    reason."""
    if shift.cancelled_at is not None:
        return 0
    if not why:
        raise Refused("Enter a reason. Volunteers will read it.", "why")
    return cancel_shifts([shift], shift, why=why, cancelled_with=SHIFT, by=by, now=now)


def move_shifts_by(
    shifts: list[Shift], delta: timedelta, was: Mapping[int, ShiftBefore],
    *, zone: str, by: Actor, now: datetime,
    within: Broadcast | None = None,
) -> int:  # fmt: skip
    """Move shifts with their event, by as much in its local time; return how many helpers are notified with
    the broadcast ``within``. ``was``: how each shift was, by its number."""
    for shift in shifts:
        shift.opportunity.zone = zone
        set_span(shift, shift.starts_wall + delta, shift.ends_wall + delta)
    return notify_moved(shifts, was, by=by, now=now, within=within)


def notify_moved(
    shifts: list[Shift],
    was: Mapping[int, ShiftBefore],
    *,
    by: Actor,
    now: datetime,
    within: Broadcast | None = None,
) -> int:
    """Record which of these shifts moved with their event, and end the sign-ups that lack a clearance now;
    return how many helpers are notified."""
    if not shifts:
        return 0
    for shift in shifts:
        if reminders.when_and_where(shift) != was[shift.id].words:
            after = {"starts_wall": shift.starts_wall, "place": shift.where}
            audit.record("moved", shift, by=by, now=now, after=after)
    clearance_checks.free_uncleared(Signup.shift_id.in_([shift.id for shift in shifts]), by=by, now=now)
    return shift_changes.hold_broadcasts(was, by=by, now=now, within=within)


def _apply_new_requirements(whole: Opportunity, *, let_go: bool, by: Actor, now: datetime) -> None:
    hers = Shift.opportunity_id == whole.id
    lacking = clearances.uncleared_signups(now, hers)
    if lacking and not let_go:
        raise Refused(opportunities_wording.stands_in_the_way(len(lacking), whole.needed), "let_go")
    clearance_checks.free_uncleared(hers, by=by, now=now)


def _next_start(shifts: list[Shift], now: datetime) -> datetime | None:
    return min((shift.starts_at for shift in shifts if shift.starts_at > now), default=None)


def _set_fields(whole: Opportunity, details: OpportunityInput) -> None:
    if details.kind not in KINDS:
        raise Refused("Choose one of these.", "kind")
    if details.minimum_age is not None and details.minimum_age < ADULT:
        raise Refused("Volunteers must be at least 18.", "minimum_age")
    if details.from_job and any((details.needs_training, details.needs_background, details.needs_interview)):
        raise Refused("Guests who ask for a small job have no training, check or interview.", "from_job")
    for name, value in asdict(details).items():
        if name != "slug":
            setattr(whole, name, value)
    _set_slug(whole, details)


def _set_slug(whole: Opportunity, details: OpportunityInput) -> None:
    """Set the slug that was typed, or one made from the title that no other has or had."""
    with db.session.no_autoflush:
        made = record_redirects.slugify(details.title, "opportunity")
        wanted = details.slug or record_redirects.free_slug(SLUGS, made, whole.id)
        record_redirects.change_slug(SLUGS, whole, wanted, known=not whole.draft)
