"""The daily job of privacy: carries out deletion requests whose week is over."""

from datetime import datetime

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.rules import deletion_requests
from chapter.privacy import queries, rules


def erase_requested(now: datetime) -> int:
    """Erase those whose week is over, each in a transaction of their own; returns how many."""
    over = accounts_queries.due_deletion_requests(now)
    for due in over:
        with db.writing():
            asked = db.lock(due)
            if asked.open:
                rules.erase_member(queries.data_of(asked.account), asked.account, now=now)
                deletion_requests.finish(asked, now=now)
    return len(over)
