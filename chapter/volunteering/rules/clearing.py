"""What must stand before somebody takes a shift, and what is noted of it. Sensitive."""

from datetime import date, datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.volunteering import queries, words
from chapter.volunteering.models import CLEARANCES, Opportunity, Shift
from chapter.volunteering.models.persons import Clearance


class Uncleared(Refused):
    """She lacks a training, a check or an interview. The sentence is for herself and for those who keep
    clearances; circles.said_to has what anybody else reads."""


def check(person_id: int, shift: Shift) -> None:
    """Raises Uncleared, in a clear word to herself, when she lacks something on the day of ``shift``.

    For roles and flexible weeks that is the day on which they begin.
    """
    needed = shift.opportunity.needed
    if not needed:
        return
    kept = queries.clearances_of(person_id)
    on = shift.ends_at.astimezone(shift.zone_info).date() if shift.timed else shift.starts_wall.date()
    for kind in needed:
        of_kind = [one for one in kept if one.kind == kind]
        if not any(one.valid_until is None or one.valid_until >= on for one in of_kind):
            raise Uncleared(words.missing(kind, of_kind[-1].valid_until if of_kind else None))


def check_proved(whole: Opportunity, *, proved: bool) -> None:
    """Raises Refused when it asks for something, and nobody knows yet that it is she."""
    if whole.needed and not proved:
        raise Refused(
            f"This needs {words.needed(whole.needed)}. Sign in first, so that we know it is you; "
            "if you have no account, write to us."
        )


def note(person: Person, kind: str, valid_until: date | None, *, by: Actor, now: datetime) -> Clearance:
    """Note that she has ``kind``, until and with that day; the one before ends. None: for good."""
    if kind not in CLEARANCES:
        raise Refused("Choose one of these.", "kind")
    for old in queries.clearances_of(person.id):
        if old.kind == kind:
            old.ended_at = now
    clearance = Clearance(
        person_id=person.id, kind=kind, valid_until=valid_until, noted_at=now, noted_by=by.person_id
    )
    db.session.add(clearance)
    audit.record("noted", clearance, by=by, now=now, after={"kind": kind})
    return clearance


def withdraw(clearance: Clearance, *, by: Actor, now: datetime) -> None:
    """It does not stand any more."""
    if clearance.ended_at is None:
        clearance.ended_at = now
        audit.record("withdrew", clearance, by=by, now=now, before={"kind": clearance.kind})
