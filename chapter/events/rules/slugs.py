"""Addresses of events: made from the title when none is given; an old one redirects to the present one."""

from chapter.events.models import Event
from chapter.web import record_redirects

KIND = record_redirects.SluggedKind(Event, "event", frozenset({"new", "t"}))


def free_slug(title: str, event_id: int | None = None) -> str:
    """An address from ``title`` that no other event has or had: with a number at the end where needed."""
    return record_redirects.free_slug(KIND, record_redirects.slugify(title), event_id)


def change_slug(event: Event, slug: str) -> None:
    """Give ``event`` the address ``slug``; if it was published, the present one redirects there from now on.

    Raises Refused when another event has or had it.
    """
    record_redirects.change_slug(KIND, event, slug, known=not event.draft)
