"""Mails to members that are due by the calendar (broadcasts.rolling)."""

from collections.abc import Iterable
from datetime import datetime

from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.membership import queries
from chapter.membership.rules import reminders


class RenewalReminders(RollingKind):
    """Reminders before and after a membership's end."""

    name = "membership.reminder"

    def due(self, now: datetime) -> Iterable[DueMail]:
        """Those of today."""
        return reminders.reminders_due(queries.today(now))


ROLLING = (RenewalReminders(),)
