"""The current time. Rules get it as ``now=``; only views and tasks ask here."""

from datetime import UTC, datetime

from flask import current_app


class Clock:
    """The system clock."""

    def now(self) -> datetime:
        """The current time in UTC."""
        return datetime.now(UTC)


def now() -> datetime:
    """The current time in UTC, by the running application's clock."""
    clock: Clock = current_app.extensions["gateways"].clock
    return clock.now()
