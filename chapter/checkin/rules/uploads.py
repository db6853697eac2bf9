"""What a phone uploads, recorded in its order: guests with a booking, walk-ins, and helpers with a shift."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from chapter.checkin.rules import checkins, shifts, walk_ins
from chapter.checkin.rules.checkins import CheckinInput, CheckinResult, Operator
from chapter.checkin.rules.shifts import Press
from chapter.checkin.rules.walk_ins import WalkIn
from chapter.events.models import Event

AnyInput = CheckinInput | WalkIn | Press


def in_steps(sent: Sequence[AnyInput]) -> list[list[AnyInput]]:
    """``sent`` in its order, split into transactions: check-ins of guests together, each walk-in and each
    helper alone, so that none of them locks the event for long."""
    each = groupby(sent, key=lambda one: "guests" if isinstance(one, CheckinInput) else one.nonce)
    return [list(some) for _, some in each]


def record_uploads(
    event: Event, sent: Sequence[AnyInput], *, by: Operator, leads: bool, now: datetime
) -> list[CheckinResult]:
    """Record everything, each once, in the order in which it came; a result for each. ``event`` is locked.

    ``leads``: the operator may let walk-ins in beyond the limit.
    """
    return [answer for step in in_steps(sent) for answer in _take(event, step, by, leads, now)]


def _take(
    event: Event, step: list[AnyInput], by: Operator, leads: bool, now: datetime
) -> list[CheckinResult]:
    answers = checkins.record_checkins(
        event, [one for one in step if isinstance(one, CheckinInput)], by=by, now=now
    )
    for one in step:
        if isinstance(one, WalkIn):
            one = replace(one, over=one.over and leads)
            answers.append(walk_ins.record_walk_in(event, one, by=by, now=now))
        elif isinstance(one, Press):
            answers += shifts.record_presses(event, [one], by=by, now=now)
    return answers


def by_our_clock(sent: Sequence[AnyInput], sent_at: datetime, now: datetime) -> list[AnyInput]:
    """``sent`` with its times corrected to our clock, for a phone whose clock says ``sent_at`` now."""
    return [replace(one, at=checkins.time_by_our_clock(one.at, sent_at, now)) for one in sent]
