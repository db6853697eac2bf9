"""Hours that volunteers logged wait to be approved, where their opportunity wants that."""

from flask import url_for

from chapter.hours import queries
from chapter.hours.models.hours import Hours
from chapter.hours.rules import entries
from chapter.moderation.kinds import Act, ModeratedKind, WaitingRow

LOGGED_HOURS = ModeratedKind(
    model=Hours,
    approved=Act("approved hours", "approved hours of"),
    declined=Act("declined hours", "declined hours of"),
    waiting=queries.waiting_entries,
    values=entries.audit_values,
    row=WaitingRow(
        one="One entry of hours is waiting for approval",
        several="{} entries of hours are waiting for approval",
        why="They don’t count until one of you approves them.",
        label="Approve hours",
        url=lambda: url_for("hours_office.index"),
        endpoint="hours_office.index",
        order=74,
    ),
)
