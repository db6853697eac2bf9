"""Who is shown on the page of an event: the first names of guests who agreed to it and proved who they are,
to whoever may see them."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select, true

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.bookings.queries import COUNTS, SEATED, occupancy_from_counts
from chapter.events.models import Event
from chapter.events.occupancy import Occupancy
from chapter.people import names, visibility
from chapter.people.verification import is_verified

_TICKED = (
    select(Rsvp.shown_as, Rsvp.badge_name, Rsvp.name, Rsvp.seated_at, Rsvp.id)
    .where(
        Rsvp.event_id == bindparam("event"), SEATED, Rsvp.show_me, is_verified(Rsvp), Rsvp.erased_at.is_(None)
    )
    .order_by(Rsvp.seated_at, Rsvp.id)
    .limit(bindparam("most"))
)


@lru_cache(maxsize=2)
def guest_list_statement(a_person: bool) -> Select[Any]:
    """The counts of an event beside the names that ``a_person`` (None: who is not signed in) may see."""
    seen = _TICKED.where(
        visibility.is_visible_to(Rsvp.person_id, visibility.ME if a_person else None)
    ).subquery()
    told = seen.c.shown_as, seen.c.badge_name, seen.c.name
    beside = select(COUNTS, *told).select_from(COUNTS.outerjoin(seen, true()))
    return beside.order_by(seen.c.seated_at, seen.c.id)


def occupancy_and_names(event: Event, most: int, me: int | None = None) -> tuple[Occupancy, list[str]]:
    """How full ``event`` is, and up to ``most`` first names of guests whom ``me`` may see (None: not signed
    in), in one statement; names without a recognizable first name are left out. The counts are of everybody.
    """
    asked = {"event": event.id, "most": most, **({} if me is None else {"me": me})}
    rows = db.session.execute(guest_list_statement(me is not None), asked).all()
    shown = (
        names.shown_name(row.badge_name, row.name, wanted=row.shown_as, otherwise="")
        for row in rows
        if row.name
    )
    return occupancy_from_counts(event, rows[0][:-3]), [name for name in shown if name]
