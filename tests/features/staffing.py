"""Who is asked and cleared; tests/features/shifts.py makes them."""

from tests.feature import Edit, Feature

FEATURE = Feature(
    payloads={
        "/office/volunteers/people/<public_id>": {"kind": "interview"},
        "/office/board/shifts/<public_id>/place": lambda account: {"person": account.person.public_id},
        "/office/board/shifts/<public_id>/invite": lambda account: {"person": account.person.public_id},
        "/me/volunteering": {"available": "sat-morning"},
    },
    edits={
        "/me/volunteering": Edit(
            ("hours_a_month", "4", "6", "8"),
            {"paused_until": "2026-12-24"},
            {"available": ["sat-morning"]},
            own=True,
        ),
    },
)
