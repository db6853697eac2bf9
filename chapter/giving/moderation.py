"""What givers wrote waits for staff before the wall shows it, where the drive holds its wall."""

from collections.abc import Collection

from flask import url_for

from chapter.giving import queries
from chapter.giving.models import Gift
from chapter.giving.rules import drives
from chapter.moderation.kinds import Act, ModeratedKind, WaitingRow


def _wall_changed(gifts: Collection[Gift]) -> None:
    drives.wall_changed({gift.drive_id for gift in gifts})


WALL = ModeratedKind(
    model=Gift,
    approved=Act("showed on the wall", "showed on the giver wall the gift of"),
    declined=Act("took from the wall", "hid from the giver wall the gift of"),
    reopened=Act("let wait for the wall", "sent back to review the gift of"),
    waiting=queries.gifts_waiting_for_wall,
    changed=_wall_changed,
    row=WaitingRow(
        one="One gift to review for the giver wall",
        several="{} gifts to review for the giver wall",
        why="Until one of you has read what the givers wrote, the wall says “Someone”.",
        label="Review",
        url=lambda: url_for("giving_office.gifts", state="words"),
        endpoint="giving_office.gifts",
        order=71,
    ),
)
