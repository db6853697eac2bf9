"""What follows somebody whose email changes: what has not left, and what she agreed to."""

from datetime import datetime

from sqlalchemy import update

from chapter import db
from chapter.mail import gate
from chapter.mail import rules as mail
from chapter.mail.addresses import email_key
from chapter.mail.kinds import CHOICES
from chapter.mail.models import Mail

SOURCE = "her email changed"
STAYS = "people."
"""Mails about her account itself go where they were meant to go."""


def readdress(person_id: int, before: str, after: str) -> None:
    """Let what was queued for her at ``before`` leave to ``after``. What was sent stays as it was sent."""
    waiting = update(Mail).where(
        Mail.person_id == person_id, Mail.to_key == email_key(before), Mail.sent_at.is_(None),
        Mail.failed_at.is_(None), Mail.withdrawn_at.is_(None), ~Mail.kind.startswith(STAYS),
    )  # fmt: skip
    moved = waiting.values(to_address=after, to_key=email_key(after))
    db.session.execute(moved, execution_options={"synchronize_session": False})


def take_consents_along(before: str, after: str, *, now: datetime) -> None:
    """Let what was last said under ``before`` hold for ``after``. A no that was said under ``after`` stays:
    a change of email asks nobody to write."""
    old, new = email_key(before), email_key(after)
    said = gate.last_words({old, new}, set(CHOICES))
    for purpose in CHOICES:
        hers, there = said.get((old, purpose)), said.get((new, purpose))
        if hers is not None and hers != there and there is not False:
            mail.choose(new, [purpose], given=hers, source=SOURCE, now=now)
