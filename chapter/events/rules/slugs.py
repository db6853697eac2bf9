"""Addresses of events: made from the title, unique for ever; an old one leads to the present one."""

import re
import unicodedata

from sqlalchemy import select

from chapter import db
from chapter.events.models import Event
from chapter.events.models.slugs import OldSlug
from chapter.refusal import Refused

LONGEST = 60
TAKEN = {"new", "t"}
"""Words that the addresses of the office and of the door need."""


def slug_of(title: str) -> str:
    """``title`` as an address: small letters, digits and hyphens, up to 60 of them; never empty."""
    plain = unicodedata.normalize("NFKD", title.replace("’", "").replace("'", "")).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    if len(words) > LONGEST:
        words = words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
    return words or "event"


def free_slug(title: str, event_id: int | None = None) -> str:
    """An address from ``title`` that no other event has or had: with a number behind it, where needed."""
    wanted = slug_of(title)
    like = f"{wanted}%"
    now = select(Event.slug).where(Event.slug.like(like), Event.id != (event_id or 0))
    once = select(OldSlug.slug).where(OldSlug.slug.like(like), OldSlug.event_id != (event_id or 0))
    known = {*db.session.scalars(now), *db.session.scalars(once), *TAKEN}
    if wanted not in known:
        return wanted
    number = 2
    while f"{wanted}-{number}" in known:
        number += 1
    return f"{wanted}-{number}"


def move(event: Event, slug: str) -> None:
    """Give ``event`` the address ``slug``; the present one leads there from now on, once it was published.

    Raises Refused when another event has or had it.
    """
    if slug == event.slug:
        return
    if slug in TAKEN or db.first(select(Event.id).where(Event.slug == slug)) is not None:
        raise Refused("Another event has this address.", "slug")
    once = db.session.get(OldSlug, slug)
    if once is not None and once.event_id != event.id:
        raise Refused("Another event had this address, and links to it still lead there.", "slug")
    if once is not None:
        db.session.delete(once)
    if not event.draft:
        db.session.add(OldSlug(slug=event.slug, event=event))
    event.slug = slug
