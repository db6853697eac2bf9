"""What was told to many in the sample chapter left when its ten minutes were over, as the worker does it."""

from datetime import datetime

from chapter import db
from chapter.broadcasts import queries
from chapter.broadcasts.models import Broadcast
from chapter.broadcasts.rules import holds


def leave(*, now: datetime) -> None:
    """Write the letters of all that was held and is due by ``now``, each as of the moment it left."""
    for number in queries.due_broadcasts(now):
        left = db.session.get_one(Broadcast, number).leaves_at
        while holds.send_next_batch(number, now=left):
            pass
