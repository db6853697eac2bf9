"""Hours that wait to be approved."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from chapter.accounts.viewer import Viewer
from chapter.hours import queries
from chapter.plurals import agree
from chapter.today_sources import Link, WaitingItem, WaitingSource


def _to_approve(_viewer: Viewer, _now: datetime) -> Iterator[WaitingItem]:
    many = queries.count_to_approve()
    if many:
        yield WaitingItem(
            agree(
                many,
                "One entry of hours waits to be approved",
                f"{many:,} entries of hours wait to be approved",
            ),
            "They count in no sum until one of you has read them.",
            Link(url_for("hours_office.index"), "Read and approve"),
        )


SOURCES = (WaitingSource(_to_approve, "hours_office.index", 74),)
