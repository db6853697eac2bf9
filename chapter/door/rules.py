"""What a phone sends, taken in its order: guests with a booking, walk-ins, and helpers with a shift."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from chapter.events.models import Event
from chapter.events.rules import door, walkins
from chapter.events.rules.door import Answer, Hand, Sent
from chapter.events.rules.walkins import WalkIn
from chapter.volunteering.rules import at_the_door
from chapter.volunteering.rules.at_the_door import Press

AnyMove = Sent | WalkIn | Press


def take(event: Event, sent: Sequence[AnyMove], *, by: Hand, leads: bool, now: datetime) -> list[Answer]:
    """Take all of it, each once, in the order in which it came; an answer for each. ``event`` is locked.

    ``leads``: she may let walk-ins in beyond the limit.
    """
    answers: list[Answer] = []
    for kind, some in groupby(sent, key=type):
        if kind is Sent:
            answers += door.take(event, [one for one in some if isinstance(one, Sent)], by=by, now=now)
        elif kind is Press:
            presses = [one for one in some if isinstance(one, Press)]
            answers += at_the_door.take(event, presses, by=by, now=now)
        else:
            new = [replace(one, over=one.over and leads) for one in some if isinstance(one, WalkIn)]
            answers += [walkins.take(event, one, by=by, now=now) for one in new]
    return answers


def by_our_clock(sent: Sequence[AnyMove], sent_at: datetime, now: datetime) -> list[AnyMove]:
    """The same, with the moments that our clock would have said, of a phone whose clock says ``sent_at``."""
    return [replace(one, at=door.when(one.at, sent_at, now)) for one in sent]
