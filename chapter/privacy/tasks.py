"""What privacy does in time."""

from datetime import datetime

from chapter import db
from chapter.accounts.rules import deletion_requests
from chapter.privacy import queries, rules


def erase_requested(now: datetime) -> int:
    """Erase those whose week is over, each in a transaction of their own; how many."""
    over = deletion_requests.due(now)
    for farewell in over:
        with db.writing():
            one = db.lock(farewell)
            if one.open:
                rules.erase_member(queries.data_of(one.account), one.account, now=now)
                one.done_at = now
    return len(over)
