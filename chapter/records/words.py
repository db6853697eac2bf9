"""Sentences about departures, for a person's page and for mails."""

from collections import Counter
from collections.abc import Iterable

from chapter.events.wording import number
from chapter.membership.models.departures import Departure
from chapter.membership.status import DECEASED, RESIGNED, SUSPENDED
from chapter.membership.words import long_day
from chapter.people.releases import PAIR, POST, SEAT, SHIFT, TASK, Release

NAMES = {
    SEAT: ("seat", "seats"),
    SHIFT: ("shift", "shifts"),
    POST: ("event role", "event roles"),
    PAIR: ("buddy pair", "buddy pairs"),
    TASK: ("task", "tasks"),
}
EFFECTS = {
    DECEASED: "They no longer get email and no longer appear in any list of people to ask.",
    SUSPENDED: "They get no news and no invitations, and nobody sees them in a list. "
    "They keep their bookings for public events.",
    RESIGNED: "They are no longer a member and get no invitations. They keep their bookings and shifts.",
}


def released_summary(found: Iterable[Release]) -> str:
    """What was released: ``two seats, one shift``; empty for nothing."""
    many: Counter[str] = Counter()
    for one in found:
        if not one.stays:
            many[one.kind] += one.many
    return ", ".join(
        f"{number(many[kind])} {said[many[kind] != 1]}" for kind, said in NAMES.items() if many[kind]
    )


def departure_line(left: Departure, noted: str) -> str:
    """A sentence such as ``Died on November 20, 2026.``; ``noted``: the day it was noted, in the same
    format."""
    day = long_day(left.since_on)
    if left.kind == DECEASED:
        return f"Died on {day}." if day != noted else f"Has died. Noted on {day}."
    return f"Suspended since {day}." if left.kind == SUSPENDED else f"Resigned on {day}."


def noted_notice(left: Departure) -> str:
    """The notice after a departure was noted: what was released."""
    if not left.released_summary:
        return "Saved. Nothing had to be released."
    return f"Saved. Released: {left.released_summary}. The people who lead them get one email."


def taken_back_notice(left: Departure) -> str:
    """The notice after a departure was revoked: what was released stays so."""
    if not left.released_summary:
        return "Undone."
    freed = left.released_summary
    return f"Undone. These stay released: {freed}. Sign them up again if they want."
