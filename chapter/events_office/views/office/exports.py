"""The bookings of one event as a file, and on paper."""

from collections.abc import Iterator

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.bookings.models import ARRIVALS, GOING, Rsvp
from chapter.documents import csv_files
from chapter.events.circles import event_managers, event_staff
from chapter.events.models import Event
from chapter.events_office import queries, wording
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    readable_event_or_404,
)
from chapter.exports.views.export import Export, export
from chapter.web.access import allow, second_factor_required
from chapter.web.filters import sortable_datetime

HEAD = (
    "Name", "E-mail", "Party", "More who wait", "State", "Arrives", "Kitchen", "Door",
    "Name on the card", "Pronouns", "Organization", "Ask me about", "Looking for", "Booked", "Seated",
    "Given back",
)  # fmt: skip
"""The fixed columns; a column follows for each guest of the party with most known names."""


@bp.route("/<slug>/bookings.csv", methods=["GET", "POST"])
@allow(event_managers)
@second_factor_required
@export
def bookings_file(slug: str) -> Export:
    """Every booking, as a file for a spreadsheet."""
    event = managed_event_or_404(slug)
    most = queries.most_guest_names(event)
    return Export.table(
        f"{event.slug}-bookings.csv",
        f"Every booking of {event.title}, with emails, kitchen and access needs",
        url_for("events_office.show", slug=event.slug),
        head=[*HEAD, *(f"Guest {place}" for place in range(1, most + 1))],
        rows=_rows(event, most),
        about=event,
    )


@bp.get("/<slug>/bookings/print")
@allow(event_staff)
def print_bookings(slug: str) -> ResponseReturnValue:
    """A page to print: those who come, by name."""
    event = readable_event_or_404(slug)
    found = list(db.session.scalars(queries.bookings_matching(event, queries.BookingFilter(status=GOING))))
    return render_template(
        "events_office/office/print.html", bookings=found, arrivals=ARRIVALS, **page_head(event)
    )


def _rows(event: Event, most: int) -> Iterator[tuple[object, ...]]:
    """The rows of the file, read in batches while it is sent."""
    found = queries.bookings_matching(event, queries.BookingFilter()).execution_options(
        yield_per=csv_files.AT_ONCE
    )
    for rsvp in db.session.scalars(found):
        yield (*_row(rsvp, event), *rsvp.guest_names, *([""] * (most - len(rsvp.guest_names))))


def _row(rsvp: Rsvp, event: Event) -> tuple[object, ...]:
    zone = event.zone_info
    times = [
        sortable_datetime(moment, zone)
        for moment in (rsvp.created_at, rsvp.seated_at, None if rsvp.called_off else rsvp.cancelled_at)
    ]
    return (
        rsvp.name, rsvp.email, rsvp.party_size, rsvp.rest, wording.said_of(rsvp),
        ARRIVALS.get(rsvp.arrival, ""),
        rsvp.dietary, rsvp.access_needs, rsvp.badge_name, rsvp.pronouns, rsvp.organisation, rsvp.ask_me,
        rsvp.looking_for, *times,
    )  # fmt: skip
