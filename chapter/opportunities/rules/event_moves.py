"""What the move of an event did to its shifts, so that its undo reverts that and nothing else.

It is saved in the broadcast of the move: for each shift and opportunity that moved along, the values before
and after.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chapter.broadcasts.models import Broadcast
from chapter.opportunities.rules.shift_times import set_span
from chapter.shifts.models import Shift

NOTED = "was_with_it"
"""Its key in the broadcast's ``words``."""

Snapshot = dict[str, list[str]]
"""Of each shift begin and end in local time, and of each opportunity place and address."""


def snapshot(shifts: Sequence[Shift]) -> Snapshot:
    """The snapshot of these shifts and of their opportunities."""
    times = {_of_shift(shift): _times(shift) for shift in shifts}
    return times | {_of_whole(shift): _places(shift) for shift in shifts}


def record_changes(telling: Broadcast, before: Snapshot, after: Snapshot) -> None:
    """Add to ``telling`` what differs between ``before`` and ``after``. Where nobody else changed a record
    since it was noted, the first old values stay."""
    noted: Mapping[str, list[list[str]]] = telling.payload.get(NOTED, {})
    moved = {}
    for name, now_is in after.items():
        was = before[name]
        if name in noted and noted[name][1] == was:
            was = noted[name][0]
        if was != now_is:
            moved[name] = [was, now_is]
    left = {name: pair for name, pair in noted.items() if name not in after}
    telling.payload = {**telling.payload, NOTED: left | moved}


def restore_shifts(shifts: Sequence[Shift], telling: Broadcast, *, zone: str) -> None:
    """Put these shifts back to when and where they were, in local time of ``zone``, as far as nobody changed
    them since ``telling`` noted it."""
    noted: Mapping[str, list[list[str]]] = telling.payload.get(NOTED, {})
    stands = snapshot(shifts)
    back = {name: was for name, (was, then) in noted.items() if stands.get(name) == then}
    for shift in shifts:
        whole = shift.opportunity
        whole.zone = zone
        if _of_whole(shift) in back:
            whole.place, whole.address = back[_of_whole(shift)]
        begins, ends = back.get(_of_shift(shift), stands[_of_shift(shift)])
        set_span(shift, datetime.fromisoformat(begins), datetime.fromisoformat(ends))


def _of_shift(shift: Shift) -> str:
    return f"shift {shift.id}"


def _of_whole(shift: Shift) -> str:
    return f"opportunity {shift.opportunity_id}"


def _times(shift: Shift) -> list[str]:
    return [shift.starts_wall.isoformat(), shift.ends_wall.isoformat()]


def _places(shift: Shift) -> list[str]:
    return [shift.opportunity.place, shift.opportunity.address]
