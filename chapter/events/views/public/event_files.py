"""Files of an event for calendars and for link previews; and how the public pages find an event."""

import re

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import Viewer, current_user
from chapter.documents import share_images
from chapter.documents.calendar import CONTENT_TYPE, calendar
from chapter.documents.share_images import ShareImage
from chapter.events import dates, queries, structured_data
from chapter.events.models import MEMBERS, Event
from chapter.events.views.public import bp
from chapter.gateways import clock
from chapter.levels import models
from chapter.membership.views import members_only
from chapter.settings import queries as settings
from chapter.web.access import allow, everyone
from chapter.web.files import public_file
from chapter.web.http_cache import cached_by_etag

SLUG = re.compile(r"[a-z0-9-]{1,80}")


def public_stamp() -> tuple[object, ...]:
    """What the public lists of events depend on now (see `queries.stamp`)."""
    return queries.stamp(clock.now())


@bp.get("/events/<slug>.ics")
@allow(everyone)
@cached_by_etag(public_stamp)
def event_calendar(slug: str) -> ResponseReturnValue:
    """One event as a calendar file (iCalendar)."""
    event = event_or_404(slug)
    return public_file(calendar([structured_data.calendar_entry(event)]), CONTENT_TYPE)


@bp.get("/events/<slug>/card.png")
@allow(everyone)
@cached_by_etag(public_stamp)
def card(slug: str) -> ResponseReturnValue:
    """The picture that a link to the event shows where it is shared."""
    event, chapter = event_or_404(slug), settings.current()
    where = "Online" if event.online else event.place
    picture = ShareImage(
        event.title,
        above=(dates.card_date(event), where),
        below=event.summary,
        foot=chapter.name,
        slug=event.slug,
    )
    db.end_reading()
    return public_file(picture.png(), share_images.CONTENT_TYPE)


def event_or_404(slug: str) -> Event:
    """The event with this address, when this viewer may know of it; 404 otherwise. For a members-only event,
    a signed-in viewer gets a page that says what would open it."""
    if not SLUG.fullmatch(slug):
        abort(404)
    found = db.first(queries.visible_to(current_user).called(slug))
    if found is None:
        _abort_if_members_only(slug, current_user)
        abort(404)
    return found


def _abort_if_members_only(slug: str, viewer: Viewer) -> None:
    """Abort with a page that says what would open the event, where the event with this address is
    members-only and ``viewer`` is signed in; otherwise do nothing, as if it did not exist."""
    for_members = select(Event.id).where(
        Event.slug == slug, Event.published_at.is_not(None), Event.visibility == MEMBERS
    )
    if viewer.is_authenticated and db.first(for_members) is not None:
        abort(members_only.members_only_page(viewer, models.EVENTS))
