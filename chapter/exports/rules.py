"""The audit entry for a file about people, written before the file leaves."""

from datetime import datetime

from chapter import audit
from chapter.audit import Actor
from chapter.audit.models import Auditable

VERB = "exported"
"""The verb in the audit log."""


def record_export(
    about: Auditable, name: str, holds: str, rows: int, *, filter_words: str, by: Actor, now: datetime
) -> None:
    """Log that ``by`` made the file ``name`` with ``rows`` rows.

    ``about``: the record that the entry belongs to. ``holds``: what is in the file, in words.
    ``filter_words``: which rows were meant; empty: all.
    """
    after = {"file": name, "filter": filter_words or "all", "rows": rows}
    audit.record(VERB, about, by=by, now=now, after=after, why=holds)
