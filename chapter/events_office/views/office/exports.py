"""The bookings of one event as a file, and on paper."""

from datetime import datetime
from functools import partial
from itertools import chain

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.bookings.models import ARRIVALS, GOING, Rsvp
from chapter.events.circles import event_managers, event_staff, needs_readers
from chapter.events.models import Event
from chapter.events_office import queries, wording
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    readable_event_or_404,
)
from chapter.exports.tables import Column, Table, batches
from chapter.exports.views.export import Export, export
from chapter.web.access import allow, second_factor_required


@bp.route("/<slug>/bookings.csv", methods=["GET", "POST"])
@allow(event_managers)
@second_factor_required
@export
def bookings_file(slug: str) -> Export:
    """Every booking, as a file for a spreadsheet."""
    event = managed_event_or_404(slug)
    found = batches(queries.bookings_matching(event, queries.BookingFilter()))
    return Export.of_table(
        f"{event.slug}-bookings",
        f"Every booking of {event.title}, with emails, dietary needs and access needs",
        url_for("events_office.show", slug=event.slug),
        Table(_columns(event, queries.most_guest_names(event)), chain.from_iterable(found)),
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


def _columns(event: Event, guests: int) -> list[Column[Rsvp]]:
    """The columns of the file; one follows for each guest of the party with most known names."""

    def clock(moment: datetime | None) -> datetime | None:
        return moment.astimezone(event.zone_info).replace(tzinfo=None) if moment else None

    return [
        Column("Name", lambda rsvp: rsvp.name),
        Column("Email", lambda rsvp: rsvp.email),
        Column("Party", lambda rsvp: rsvp.party_size),
        Column("Also on the waitlist", lambda rsvp: rsvp.waiting_size),
        Column("Status", wording.said_of),
        Column("Arrival", lambda rsvp: ARRIVALS.get(rsvp.arrival, "")),
        Column("Dietary needs", lambda rsvp: rsvp.dietary, needs_readers),
        Column("Access needs", lambda rsvp: rsvp.access_needs, needs_readers),
        Column("Name on badge", lambda rsvp: rsvp.badge_name),
        Column("Pronouns", lambda rsvp: rsvp.pronouns),
        Column("Organization", lambda rsvp: rsvp.organisation),
        Column("Ask me about", lambda rsvp: rsvp.ask_me),
        Column("Looking for", lambda rsvp: rsvp.looking_for),
        Column("Booked", lambda rsvp: clock(rsvp.created_at)),
        Column("Seated", lambda rsvp: clock(rsvp.seated_at)),
        Column("Canceled", lambda rsvp: clock(None if rsvp.called_off else rsvp.cancelled_at)),
        *(Column(f"Guest {place + 1}", partial(_guest, place)) for place in range(guests)),
    ]


def _guest(place: int, rsvp: Rsvp) -> str:
    return rsvp.guest_names[place] if place < len(rsvp.guest_names) else ""
