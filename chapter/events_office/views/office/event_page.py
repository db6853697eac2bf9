"""What the office's pages about one event share: finding it, its head, a page of a list, the way back."""

import re
from typing import Any

from flask import flash, redirect, request, url_for
from sqlalchemy import Select, func, select
from werkzeug import Response

from chapter import db
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
from chapter.web.access import current_viewer

PAGE = 50
TABS = {GOING: "Guests", WAITLISTED: "Waitlist", CANCELLED: "Given back"}
TABS_THEN = {GOING: "Had seats", WAITLISTED: "Had waited", CANCELLED: "Given back before"}
"""Of an event that was cancelled: how its bookings stood then."""

PAGES = Tab("events_office.staff", "Staff", 10), Tab("events_office.history", "What happened", 30)
OPINIONS = Tab("events_office.opinions", "How it was", 40)
"""There once the event is over."""


def readable_event_or_404(slug: str) -> Event:
    """The event with this address, now or once, whose bookings the viewer may read; 404 otherwise."""
    return _called(queries.readable_by(current_viewer()), slug)


def managed_event_or_404(slug: str) -> Event:
    """The event with this address, now or once, that the viewer manages; 404 otherwise."""
    return _called(queries.managed_by(current_viewer()), slug)


def _called(events: Select[Event], slug: str) -> Event:
    return db.first_or_404(events.where(Event.slug == slug))


def page_head(event: Event, current: str = "") -> dict[str, Any]:
    """What the head of every page of an event shows. ``current``: the state of bookings, or the endpoint,
    that the page is about."""
    figures = events_office_queries.booking_figures(event)
    manages = db.first(queries.managed_by(current_viewer()).where(Event.id == event.id)) is not None
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


def one_page(statement: Select[Any]) -> tuple[list[Any], int, int]:
    """One page of ``statement``, which one it is, and how many there are."""
    pages = max(1, -(-count_rows(statement) // PAGE))
    asked = request.args.get("page", "1")
    page = min(max(1, int(asked)), pages) if re.fullmatch(r"[0-9]{1,6}", asked) else 1
    return list(db.session.scalars(statement.limit(PAGE).offset((page - 1) * PAGE))), page, pages


def count_rows(statement: Select[Any]) -> int:
    """How many rows ``statement`` finds."""
    return db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0


def redirect_to_event(event: Event, **more: Any) -> Response:
    """Back to the event, after something was done."""
    return redirect(url_for("events_office.show", slug=event.slug, **more), 303)


def redirect_to_broadcast(telling: Broadcast) -> Response:
    """To what many are about to be told."""
    return redirect(url_for("office.show_broadcast", public_id=telling.public_id), 303)


def flash_with_undo(text: str, *, undo: str, label: str = "Undo") -> None:
    """Say on the next page what was done, with a button that takes it back, where ``undo`` is an address."""
    flash({"text": text, "undo": undo, "label": label}, "done")  # type: ignore[arg-type]  # any JSON goes


def redirect_with_refusal(sentence: str, event: Event) -> Response:
    """Back to the event, with the reason why nothing was done."""
    flash(sentence, "refused")
    return redirect_to_event(event)
