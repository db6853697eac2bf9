"""How long an event with hundreds of guests holds the database when it is cancelled and all are told."""

import statistics
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO

import config
from bench.results import Row
from chapter import create_app, db
from chapter.audit import Actor
from chapter.events_office.rules import changes
from tests.factories import a_crowd
from tests.proof.processes import an_open_event

GUESTS = 600
ROUNDS = 3
MOST_SECONDS = 0.1


def rows(settings: dict[str, str]) -> list[Row]:
    """How long ``writing()`` is held, the median of three such presses."""
    app = create_app(config.load(settings))
    held: list[float] = []
    with app.app_context(), redirect_stdout(StringIO()):
        for turn in range(ROUNDS):
            with db.writing():
                event = an_open_event(f"bench-cancelled-{turn}", None)
                db.session.flush()
                a_crowd(event, of=GUESTS)
            db.after_writing.append(held.append)
            with db.writing():
                by, now = Actor("command", name="bench"), datetime.now(UTC)
                changes.cancel_event(db.lock(event), why="It rains.", by=by, now=now)
            db.after_writing.remove(held.append)
    middle = statistics.median(held)
    rounds = ", ".join(f"{seconds * 1000:.0f}" for seconds in held)
    detail = f"{GUESTS} parties are told; {rounds}"
    return [
        Row(
            "writing() of a cancelled event",
            round(middle * 1000, 1),
            "ms",
            "under 100",
            middle < MOST_SECONDS,
            detail,
        )
    ]
