"""A person's timeline: what happened, from every package that recorded it, the latest first."""

from collections.abc import Collection
from datetime import datetime

from chapter.accounts.viewer import Viewer
from chapter.people import timeline_sources
from chapter.people.models import Person
from chapter.people.timeline_sources import TimelineEntry, TimelineQuery

PAGE = 30


def timeline_of(
    person: Person, kinds: Collection[str], now: datetime, before: datetime, most: int, *, viewer: Viewer
) -> list[TimelineEntry]:
    """Up to ``most`` entries of these ``kinds`` before a moment, the latest first, as far as ``viewer`` may
    read them.

    Entries of the same instant as the last one are included, so that the next page can continue from there.
    """
    asked = TimelineQuery(person, viewer, now, before, most + 1)
    sources = [one for one in timeline_sources.sources_for(viewer) if one.kind.name in kinds]
    every = [entry for source in sources for entry in source.entries(asked)]
    every.sort(key=lambda one: one.at, reverse=True)
    if len(every) <= most:
        return every
    return [one for one in every if one.at >= every[most - 1].at]
