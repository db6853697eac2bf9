"""Gifts that were typed."""

from datetime import date

from chapter import db
from chapter.giving.models import Drive
from chapter.offline_gifts.rules.batches import Batch
from chapter.offline_gifts.rules.entry import OfflineInput
from tests.feature import Feature


def a_list_that_was_read() -> str:
    """What names the list that is sent, once somebody has looked through it."""
    drive = db.session.get_one(Drive, 1)
    listed = Batch([OfflineInput(75_00, "Halina Wolska")], 75_00, "check", date(2026, 11, 20))
    return listed.mark(drive)


FEATURE = Feature(
    fields={"control": "75", "received_on": "2026-11-20", "rows": "75; Halina Wolska"},
    payloads={
        "/office/giving/offline/batch": lambda _account: {"mark": a_list_that_was_read(), "who-0": "new"},
    },
)
