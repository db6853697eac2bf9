"""Broadcasts that are held for the viewer to decide about."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chapter.broadcasts import previews
from chapter.today_sources import WaitingItem, WaitingSource


def _held(_viewer: Any, _now: datetime) -> Iterator[WaitingItem]:
    for one in previews.shown_to_viewer():
        yield WaitingItem(template="broadcasts/office/_today.html", data={"one": one})


SOURCES = (WaitingSource(_held, "", 20),)
