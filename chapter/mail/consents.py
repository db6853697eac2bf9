"""Consents move along when somebody's email changes."""

from datetime import datetime

from chapter.email_addresses import email_key
from chapter.mail import gate
from chapter.mail import rules as mail
from chapter.mail.kinds import CHOICES

SOURCE = "her email changed"


def carry_over(before: str, after: str, *, now: datetime) -> None:
    """Copy the latest choices of ``before`` to ``after``. A no that was given under ``after`` stays: a change
    of email is no request for mails."""
    old, new = email_key(before), email_key(after)
    said = gate.latest_choices({old, new}, set(CHOICES))
    for purpose in CHOICES:
        hers, there = said.get((old, purpose)), said.get((new, purpose))
        if hers is not None and hers != there and there is not False:
            mail.record_choices(new, [purpose], given=hers, source=SOURCE, now=now)
