"""What waits to be approved or declined, a row for each kind."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from chapter import db
from chapter.moderation.kinds import ModeratedKind
from chapter.plurals import agree
from chapter.today_sources import Link, WaitingItem, WaitingSource


def source_of(kind: ModeratedKind) -> WaitingSource:
    """How many records of this kind wait, and where they are read."""

    def waiting(_viewer: Any, _now: datetime) -> Iterator[WaitingItem]:
        many, row = db.count(kind.waiting()), kind.row
        if many:
            yield WaitingItem(
                agree(many, row.one, row.several.format(f"{many:,}")), row.why, Link(row.url(), row.label)
            )

    return WaitingSource(waiting, kind.row.endpoint, kind.row.order)
