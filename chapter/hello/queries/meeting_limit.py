"""At most three: how many people a guest is brought together with at one event, over all ways together.

Each of these counts: whom the guest is asked to meet, or meets (also while the mail waits); their own wish
to be met, to have a buddy or a small job, for which one is reserved until it is filled; and each pair that
was mailed to them. What a guest takes on unasked is theirs to decide, and counts too.
"""

from collections import Counter

from sqlalchemy import select

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.broadcasts.queries import has_begun
from chapter.events.models import Event
from chapter.hello.models.companions import BUDDY, MEET_ME, Companion
from chapter.hello.models.hellos import Hello

MEETING_LIMIT = 3
SAY_HELLO = "hello.say_hello"
"""The kind of the broadcast by which pairs are mailed."""

COUNTED_WISHES = (MEET_ME, BUDDY, "small_job")


def count_used(event_id: int) -> Counter[int]:
    """How many of their three meetings each person has used without hellos, by ``Person.id``."""
    wishes = select(Rsvp.person_id, Rsvp.arrival).where(
        Rsvp.event_id == event_id, Rsvp.arrival.in_(COUNTED_WISHES), Rsvp.seated_at.is_not(None),
        Rsvp.cancelled_at.is_(None), Rsvp.erased_at.is_(None), Rsvp.excused_at.is_(None),
    )  # fmt: skip
    asked = select(Companion.person_id, Companion.kind).where(
        Companion.event_id == event_id, Companion.ended_at.is_(None)
    )
    wish = {row[0]: row[1] for row in db.session.execute(wishes)}
    found = Counter(dict.fromkeys(wish, 1))
    for person_id, kind in db.session.execute(asked):
        if not (kind == BUDDY and wish.get(person_id) == BUDDY):
            found[person_id] += 1
    return found


def count_mailed(event_id: int) -> Counter[int]:
    """How many current hellos each person was mailed, by ``Person.id``; none before the mails."""
    sides = (Hello.helper_id, Hello.other_id)
    begun = has_begun(SAY_HELLO, Event, event_id)
    found: Counter[int] = Counter()
    for side in sides:
        hers = select(Rsvp.person_id).join(Hello, side == Rsvp.id)
        live = hers.where(Hello.event_id == event_id, Hello.ended_at.is_(None), begun)
        found.update(db.session.scalars(live))
    return found
