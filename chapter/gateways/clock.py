"""What time it is. Rules are told by ``now=``; only views and tasks ask here."""

from datetime import UTC, datetime

from flask import current_app


class Clock:
    """The real time."""

    def now(self) -> datetime:
        """This moment in UTC."""
        return datetime.now(UTC)


def now() -> datetime:
    """This moment in UTC, by the clock of the application that is running."""
    clock: Clock = current_app.extensions["gateways"].clock
    return clock.now()
