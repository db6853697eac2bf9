"""Drives for tests, saved."""

from datetime import timedelta
from typing import Any

from chapter import db
from chapter.giving.models import Drive, Gift
from chapter.giving.rules import drives, offline
from chapter.giving.rules.offline import Came
from tests import factories
from tests.factories import GUEST, TODAY

VALUES: dict[str, Any] = {
    "slug": "winter", "title": "Winter coats", "summary": "A coat for each of sixty girls.",
    "story": "Fifty minutes on the bus.", "goal_cents": 3_200_000,
    "least_cents": 500, "most_cents": 2_500_000,
    "fee_rate": 220, "fee_fixed_cents": 30, "begins_at": TODAY - timedelta(days=20),
    "ends_at": TODAY + timedelta(days=30), "stops_at_goal": False, "wall_held": True, "thanks_name": "",
    "thanks_words": "",
}  # fmt: skip
RUNGS = ((25_00, "a week of fares"), (50_00, "one coat"), (120_00, "paint for a month"))


def a_drive(*, seen: bool = True, funds: tuple[str, ...] = (), **more: Any) -> Drive:
    """A drive that is open to gifts."""
    with factories.a_writing():
        drive = drives.write(
            {**VALUES, **more}, RUNGS, funds, currency="usd", by=GUEST, now=TODAY - timedelta(days=21)
        )
        db.session.flush()
        drives.switch(drive, seen=seen, ended=False, by=GUEST, now=TODAY - timedelta(days=20))
        db.session.flush()
    return drive


def a_gift(drive: Drive, cents: int = 50_00, name: str = "Halina Wolska", **more: Any) -> Gift:
    """A check that came in today."""
    came = Came(cents, name, more.pop("email", "halina@example.test"), **more)
    with factories.a_writing():
        nonce = db.public_id()
        return offline.record(
            drive, came, method="check", received_on=TODAY.date(), nonce=nonce, by=GUEST, now=TODAY
        )
