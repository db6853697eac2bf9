"""What must stand before somebody takes a shift, and what is noted of it. Sensitive."""

from datetime import date, datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.volunteering import clearances, queries, words
from chapter.volunteering.models import CLEARANCES, Opportunity, Shift, Signup
from chapter.volunteering.models.persons import Clearance
from chapter.volunteering.rules import freeing, rechecking


def check(person_id: int, shift: Shift, *, now: datetime) -> None:
    """Raises Uncleared, in a clear word to herself, when she lacks something on the day of ``shift``."""
    if not shift.opportunity.needed:
        return
    kept = queries.clearances_of(person_id)
    kind = clearances.missing(kept, shift, now)
    if kind:
        of_kind = [one for one in kept if one.kind == kind]
        raise clearances.Uncleared(words.missing(kind, of_kind[-1].valid_until if of_kind else None))


def check_size(whole: Opportunity, size: int) -> None:
    """Raises Refused for a team where something is asked of each: nobody knows who the others are."""
    if whole.needed and size > 1:
        raise Refused(words.each_alone(whole.needed), "size")


def check_proved(whole: Opportunity, *, proved: bool) -> None:
    """Raises Refused when it asks for something, and nobody knows yet that it is she."""
    if whole.needed and not proved:
        raise Refused(
            f"This needs {words.needed(whole.needed)}. Sign in first, so that we know it is you; "
            "if you have no account, write to us."
        )


def note(person: Person, kind: str, valid_until: date | None, *, by: Actor, now: datetime) -> Clearance:
    """Note that she has ``kind``, until and with that day; the one before ends. None: for good.

    Where that day is an earlier one, she is freed of shifts ahead for which it does not hold any more.
    """
    if kind not in CLEARANCES:
        raise Refused("Choose one of these.", "kind")
    freeing.hold_ahead(person, now=now)
    for old in queries.clearances_of(person.id):
        if old.kind == kind:
            old.ended_at = now
    clearance = Clearance(
        person_id=person.id, kind=kind, valid_until=valid_until, noted_at=now, noted_by=by.person_id
    )
    db.session.add(clearance)
    audit.record("noted", clearance, by=by, now=now, after={"kind": kind})
    rechecking.recheck(Signup.person_id == person.id, by=by, now=now)
    return clearance


def withdraw(clearance: Clearance, *, by: Actor, now: datetime) -> list[Signup]:
    """It does not stand any more: she is freed of every shift ahead that asks for it. Those that she was."""
    freeing.hold_ahead(clearance.person, now=now)
    clearance = db.lock(clearance)
    if clearance.ended_at is not None:
        return []
    clearance.ended_at = now
    audit.record("withdrew", clearance, by=by, now=now, before={"kind": clearance.kind})
    return rechecking.recheck(Signup.person_id == clearance.person_id, by=by, now=now)
