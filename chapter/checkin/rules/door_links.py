"""Door links of helpers: made, revoked, erased."""

from datetime import datetime, timedelta

from chapter import audit, db
from chapter.audit import Actor
from chapter.checkin.models import DoorLink
from chapter.events.models import Event


def make_door_link(event: Event, helper: str, hours: int, *, by: Actor, now: datetime) -> DoorLink:
    """A link for one helper, good from now until ``hours`` after the event ends."""
    link = DoorLink(
        event=event,
        helper=helper,
        made_at=now,
        made_by=by.person_id,
        ends_at=event.ends_at + timedelta(hours=hours),
    )
    db.session.add(link)
    audit.record("made a door link", link, by=by, now=now, after={"helper": helper, "ends_at": link.ends_at})
    return link


def revoke_door_link(link: DoorLink, *, by: Actor, now: datetime) -> None:
    """Revoke a helper's link, from the next request on. Done once."""
    if link.revoked_at is not None:
        return
    link.revoked_at, link.revoked_by = now, by.person_id
    audit.record("revoked a door link", link, by=by, now=now)


def restore_door_link(link: DoorLink, *, by: Actor, now: datetime) -> None:
    """Undo: let a link that was revoked work again. Done once."""
    if link.revoked_at is None:
        return
    link.revoked_at = link.revoked_by = None
    audit.record("gave a door link again", link, by=by, now=now)
