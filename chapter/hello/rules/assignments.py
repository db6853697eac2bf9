"""Assigning the hellos of an event: again whenever their input changes."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update

from chapter import db
from chapter.events.models import Event
from chapter.hello import matching
from chapter.hello.matching import Guest, Match, Pair
from chapter.hello.models.hellos import AssignmentRun, Hello
from chapter.hello.queries import hellos, meeting_limit
from chapter.hello.rules import schedule
from chapter.people import newcomers
from chapter.people.models import Person
from chapter.web.endings import Ended


@dataclass(frozen=True)
class AssignmentInput:
    """What the hellos of an event follow from: who is there, who may not meet, which hellos exist already."""

    guests: tuple[Guest, ...]
    apart: frozenset[Pair]
    standing: frozenset[tuple[int, int, str]]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the guests and the pairs kept apart; changes whenever any of these does."""
        pairs = sorted(tuple(sorted(pair)) for pair in self.apart)
        return hashlib.sha256(repr((self.guests, pairs)).encode()).hexdigest()


def load_input(event: Event, *, now: datetime) -> AssignmentInput:
    """Read the input for an event as of ``now``."""
    parties = hellos.parties(event.id, in_only=schedule.everybody_is_in(event, now), pair=True)
    new = newcomers.newcomers_among([one.person_id for one in parties], event.starts_at)
    taken = meeting_limit.count_used(event.id)
    guests = (
        Guest(
            one.id,
            one.ask_me,
            one.looking_for,
            one.person_id in new,
            meeting_limit.MEETING_LIMIT - taken[one.person_id],
        )
        for one in parties
        if taken[one.person_id] < meeting_limit.MEETING_LIMIT
    )
    standing = ((one.helper_id, one.other_id, one.kind) for one in hellos.current_hellos(event.id))
    return AssignmentInput(
        tuple(guests), frozenset(hellos.excluded_pairs(event, parties)), frozenset(standing)
    )


def solve(seen: AssignmentInput) -> list[Match]:
    """The best hellos of an event, by booking numbers. Slow: hold no transaction meanwhile."""
    return matching.best_matches(seen.guests, seen.apart, seen.standing)


def last_fingerprint(event: Event) -> str:
    """The fingerprint of the input that hellos were last assigned from; empty before the first time."""
    room = db.session.get(AssignmentRun, event.id)
    return room.fingerprint if room is not None else ""


def assign(event: Event, seen: AssignmentInput, found: Sequence[Match], *, now: datetime) -> int:
    """Make these the hellos of ``event``, as it was ``seen``; return how many began or ended.

    Existing ones that still hold stay as they are. Pairs that are no longer allowed are left out, in case
    somebody left, or was kept apart, while it was solved.
    """
    event = db.lock(event)
    parties = hellos.parties(event.id, in_only=schedule.everybody_is_in(event, now), pair=True)
    taken = meeting_limit.count_used(event.id)
    may = {one.id for one in parties if taken[one.person_id] < meeting_limit.MEETING_LIMIT}
    apart = hellos.excluded_pairs(event, parties)
    fits = [one for one in found if one.pair <= may and one.pair not in apart]
    keep = _at_most(fits, {one.id: meeting_limit.MEETING_LIMIT - taken[one.person_id] for one in parties})
    standing = {(one.helper_id, one.other_id, one.kind): one for one in hellos.current_hellos(event.id)}
    over = [one for key, one in standing.items() if key not in keep]
    for hello in over:
        hello.ended_at = now
    begun = sorted(keep - standing.keys())
    for helper, other, kind in begun:
        db.session.add(Hello(event_id=event.id, helper_id=helper, other_id=other, kind=kind, arranged_at=now))
    _note(event, seen.fingerprint, now)
    db.session.flush()
    return len(over) + len(begun)


def trim(event: Event, *, now: datetime) -> None:
    """End the hellos by which a guest would meet more than three people over all ways, in case they were
    asked to meet a guest since then; first those in which neither helps the other. ``event`` is locked."""
    taken, live = meeting_limit.count_used(event.id), hellos.current_hellos(event.id)
    left: Counter[int] = Counter()
    for hello in sorted(live, key=lambda one: (one.kind != "help", one.id)):
        both = hello.helper, hello.other
        if any(left[one.id] + taken[one.person_id] >= meeting_limit.MEETING_LIMIT for one in both):
            hello.ended_at = now
        else:
            left.update(one.id for one in both)
    db.session.flush()


def end_between(one: Person, other: Person, *, now: datetime) -> None:
    """End the current hellos of these two, at any event."""
    for hello in hellos.current_hellos_between(one.id, other.id):
        hello.ended_at = now


def follow_end(ended: Ended) -> None:
    """End the hellos of bookings that ended, unless those may come back as they were. Their events are
    assigned anew, even if they come back before that."""
    both = or_(Hello.helper_id.in_(ended.ids), Hello.other_id.in_(ended.ids))
    theirs = select(Hello).where(both, Hello.ended_at.is_(None))
    found = [] if ended.restorable else list(db.session.scalars(theirs))
    for hello in found:
        hello.ended_at = ended.at
    if found:
        runs = AssignmentRun.event_id.in_({hello.event_id for hello in found})
        db.session.execute(update(AssignmentRun).where(runs).values(fingerprint=""))


def _at_most(found: Sequence[Match], most: Mapping[int, int]) -> set[tuple[int, int, str]]:
    """Those of ``found`` with which nobody has more than their limit, in case somebody was asked to meet a
    guest while it was solved."""
    left, keep = dict(most), set()
    for one in sorted(found, key=lambda one: -one.worth):
        if all(left[number] > 0 for number in one.pair):
            keep.add((one.helper, one.other, one.kind))
            left.update((number, left[number] - 1) for number in one.pair)
    return keep


def _note(event: Event, mark: str, now: datetime) -> None:
    room = db.session.get(AssignmentRun, event.id)
    if room is None:
        db.session.add(AssignmentRun(event_id=event.id, fingerprint=mark, arranged_at=now))
    else:
        room.fingerprint, room.arranged_at = mark, now
