"""What the office's pages about one event share: finding it, the page head, redirects."""

from typing import Any

from flask import redirect, url_for
from sqlalchemy import Select
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.bookings import queries as bookings_queries
from chapter.bookings import wording as bookings_wording
from chapter.bookings.models import CANCELLED, GOING, WAITLISTED
from chapter.broadcasts.models import Broadcast
from chapter.events import queries
from chapter.events.models import MEMBERS, Event
from chapter.events_office import queries as events_office_queries
from chapter.events_office import tabs as events_office_tabs
from chapter.events_office import wording
from chapter.events_office.tabs import Tab
from chapter.gateways import clock

TABS = {GOING: "Guests", WAITLISTED: "Waitlist", CANCELLED: "Canceled"}
TABS_THEN = {GOING: "Had seats", WAITLISTED: "Were waiting", CANCELLED: "Canceled before"}
"""Labels for a cancelled event: the state that its bookings had then."""

PAGES = Tab("events_office.staff", "Staff", 10), Tab("events_office.history", "History", 30)
OPINIONS = Tab("events_office.opinions", "Feedback", 40)
"""The tab of opinions, shown once the event is over."""


def readable_event_or_404(slug: str) -> Event:
    """The event with this present or old slug whose bookings the viewer may read; 404 otherwise."""
    return _called(queries.readable_by(current_user), slug)


def managed_event_or_404(slug: str) -> Event:
    """The event with this present or old slug that the viewer manages; 404 otherwise."""
    return _called(queries.managed_by(current_user), slug)


def _called(events: Select[Event], slug: str) -> Event:
    return db.first_or_404(events.where(Event.slug == slug))


def page_head(event: Event, current: str = "") -> dict[str, Any]:
    """What the head of every page of an event shows. ``current``: the state of bookings, or the endpoint,
    that the page is about."""
    figures = events_office_queries.booking_figures(event)
    manages = db.first(queries.managed_by(current_user).where(Event.id == event.id)) is not None
    guests_of_members = manages and event.visibility == MEMBERS
    return {
        "event": event,
        "seating": bookings_queries.occupancy(event),
        "figures": figures,
        "tabs": [*_booking_tabs(event, figures, current), *(_page_tabs(event, current) if manages else [])],
        "keeps": manages,
        "guests": events_office_queries.nonmember_counts(event) if guests_of_members else None,
        "now": clock.now(),
        "words": bookings_wording,
        "office_words": wording,
    }


def _booking_tabs(
    event: Event, figures: events_office_queries.BookingFigures, current: str
) -> list[tuple[str, str, bool, int | None]]:
    many = {GOING: figures.going, WAITLISTED: figures.waitlisted, CANCELLED: figures.cancelled}
    return [
        (name, url_for("events_office.show", slug=event.slug, status=status), status == current, many[status])
        for status, name in (TABS_THEN if event.cancelled_at else TABS).items()
    ]


def _page_tabs(event: Event, current: str) -> list[tuple[str, str, bool, int | None]]:
    over = clock.now() >= event.ends_at
    tabs = [*PAGES, *([OPINIONS] if over else []), *events_office_tabs.registered_tabs()]
    return [
        (tab.label, url_for(tab.endpoint, slug=event.slug), tab.endpoint == current, None)
        for tab in sorted(tabs, key=lambda tab: tab.order)
    ]


def redirect_to_event(event: Event, **more: Any) -> Response:
    """Redirect to the event's page after an action."""
    return redirect(url_for("events_office.show", slug=event.slug, **more), 303)


def redirect_to_broadcast(telling: Broadcast) -> Response:
    """Redirect to the broadcast that is held."""
    return redirect(url_for("office.show_broadcast", public_id=telling.public_id), 303)
