"""Keeping two people apart: noted in people, and what brings them together already ends in every package."""

from datetime import datetime

from chapter.hello.rules import assignments
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair
from chapter.people.rules import do_not_pair


def keep_apart(one: Person, other: Person, why: str, *, by: Person, now: datetime) -> DoNotPair:
    """Never bring these two together, and end their current hellos. Raises Refused as `do_not_pair.add`
    does."""
    entry = do_not_pair.add(one, other, why, by=by, now=now)
    assignments.end_between(one, other, now=now)
    return entry
