"""The chapter's own settings, and its letters."""

from tests.feature import Feature

FEATURE = Feature(
    fields={
        "short_name": "Eve’s",
        "zone": "America/Chicago",
        "currency": "usd",
        "guest_days": "365",
        "patience": "4",
        "remind_first": "6",
        "remind_again": "1",
    },
)
