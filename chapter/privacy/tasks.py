"""What privacy does in time."""

from datetime import datetime

from chapter import db
from chapter.people.rules import farewells
from chapter.privacy import queries, rules


def say_farewell(now: datetime) -> int:
    """Erase those whose week is over, each in a transaction of her own; how many."""
    over = farewells.due(now)
    for farewell in over:
        with db.writing():
            one = db.lock(farewell)
            if one.open:
                rules.erase_member(queries.kept_of(one.account), one.account, now=now)
                one.done_at = now
    return len(over)
