"""Mails to applicants and new members that are due to each at a time of their own (broadcasts.rolling)."""

from collections.abc import Iterable
from datetime import datetime

from chapter.applications.rules import applications, welcome_mails
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.membership import queries


class WelcomeMails(RollingKind):
    """The welcome sequence, each mail so many days after joining."""

    name = "membership.sequence"

    def due(self, now: datetime) -> Iterable[DueMail]:
        """Those of today."""
        return welcome_mails.welcomes_due(queries.today(now))


class UnfinishedApplications(RollingKind):
    """Reminders of forms that were left unfinished."""

    name = "membership.unfinished"

    def due(self, now: datetime) -> Iterable[DueMail]:
        """Those left since yesterday."""
        return applications.unfinished_due(now)


ROLLING = (WelcomeMails(), UnfinishedApplications())
