"""The welcome sequence (broadcasts.rolling)."""

from collections.abc import Iterable
from datetime import datetime

from chapter.applications.rules import welcome_mails
from chapter.broadcasts.rolling import DueMail, RollingKind
from chapter.membership import queries


class WelcomeMails(RollingKind):
    """The welcome sequence, each mail so many days after joining."""

    name = "membership.sequence"

    def due(self, now: datetime) -> Iterable[DueMail]:
        """Those of today."""
        return welcome_mails.welcomes_due(queries.today(now))


ROLLING = (WelcomeMails(),)
