"""What a phone sends, taken in its order: guests with a booking, walk-ins, and helpers with a shift."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from chapter.checkin.rules import shifts
from chapter.checkin.rules.shifts import Press
from chapter.events.models import Event
from chapter.events.rules import door, walkins
from chapter.events.rules.door import Answer, Hand, Sent
from chapter.events.rules.walkins import WalkIn

AnyMove = Sent | WalkIn | Press


def steps(sent: Sequence[AnyMove]) -> list[list[AnyMove]]:
    """The same in its order, as it is written: moves of guests together, each walk-in and each helper alone,
    so that none of them holds the event for long."""
    each = groupby(sent, key=lambda one: "guests" if isinstance(one, Sent) else one.nonce)
    return [list(some) for _, some in each]


def take(event: Event, sent: Sequence[AnyMove], *, by: Hand, leads: bool, now: datetime) -> list[Answer]:
    """Take all of it, each once, in the order in which it came; an answer for each. ``event`` is locked.

    ``leads``: she may let walk-ins in beyond the limit.
    """
    return [answer for step in steps(sent) for answer in _take(event, step, by, leads, now)]


def _take(event: Event, step: list[AnyMove], by: Hand, leads: bool, now: datetime) -> list[Answer]:
    answers = door.take(event, [one for one in step if isinstance(one, Sent)], by=by, now=now)
    for one in step:
        if isinstance(one, WalkIn):
            one = replace(one, over=one.over and leads)
            answers.append(walkins.take(event, one, by=by, now=now))
        elif isinstance(one, Press):
            answers += shifts.record_presses(event, [one], by=by, now=now)
    return answers


def by_our_clock(sent: Sequence[AnyMove], sent_at: datetime, now: datetime) -> list[AnyMove]:
    """The same, with the moments that our clock would have said, of a phone whose clock says ``sent_at``."""
    return [replace(one, at=door.when(one.at, sent_at, now)) for one in sent]
