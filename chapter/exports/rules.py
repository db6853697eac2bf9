"""What is written of a file about people before it leaves."""

from datetime import datetime

from chapter import audit
from chapter.audit import Actor
from chapter.audit.models import Auditable

VERB = "exported"
"""The verb in the log."""


def record_export(
    about: Auditable, name: str, holds: str, rows: int, *, filter_words: str, by: Actor, now: datetime
) -> None:
    """Keep in the log that ``by`` made the file ``name`` with ``rows`` rows.

    ``about``: the record under which it is kept. ``holds``: what is in it, in words. ``filter_words``: which
    rows were meant; empty: all.
    """
    after = {"file": name, "filter": filter_words or "all", "rows": rows}
    audit.record(VERB, about, by=by, now=now, after=after, why=holds)
