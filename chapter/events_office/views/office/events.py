"""/office/events/: the list of events, and each event's page and form, for those who manage or greet."""

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, event_leads
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import ARRIVALS, WAITLISTED
from chapter.bookings.rules import waitlist_order
from chapter.bookings.rules.waitlist import SAVED_UNTIL
from chapter.broadcasts import queries as broadcasts_queries
from chapter.events.circles import event_managers, event_staff
from chapter.events.models import Event
from chapter.events.rules import lifecycle
from chapter.events.undo_window import MOVED
from chapter.events_office import queries as events_office_queries
from chapter.events_office import wording
from chapter.events_office.forms import BookingListForm, EventForm
from chapter.events_office.rules import changes
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    readable_event_or_404,
    redirect_to_broadcast,
    redirect_to_event,
)
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.gateways import clock
from chapter.people import edit_conflicts
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.web import pages
from chapter.web.access import allow, second_factor_required
from chapter.web.pages import Page

KINDS = {"coming": "Upcoming", "drafts": "Drafts", "past": "Past"}
SAME_MOMENT = Refused("Another event took this page address just now. Save again.", "slug")


@bp.get("/")
@allow(event_staff)
def index() -> ResponseReturnValue:
    """The events that the viewer manages or greets at."""
    which = request.args.get("show", "coming")
    which = which if which in KINDS else "coming"
    now = clock.now()
    page = pages.by_key(events_office_queries.events_seen_by(current_user, which, now))
    totals = {kind: db.count(events_office_queries.events_seen_by(current_user, kind, now)) for kind in KINDS}
    return render_template(
        "events_office/office/index.html",
        seatings=bookings_queries.occupancy_by_event(page.rows),
        page=page,
        which=which,
        tabs=[(name, _address_of_kind(kind), kind == which, totals[kind]) for kind, name in KINDS.items()],
        now=now,
        office_words=wording,
    )


@bp.get("/new")
@allow(event_leads)
def new() -> ResponseReturnValue:
    """The form for a new event."""
    return _edit_page(EventForm(data={"zone": settings.current().zone}))


@bp.post("/new")
@allow(event_leads)
def create() -> ResponseReturnValue:
    """Save a new event as a draft."""
    form = EventForm()
    with form.trying(_edit_page, twice=SAME_MOMENT):
        _confirm_past_date(form, None)
        with db.writing():
            event = lifecycle.create(form.details(), by=current_user.actor, now=clock.now())
    flash("Draft saved. Publish it when it’s ready.", "done")
    return redirect_to_event(event)


@bp.get("/<slug>")
@allow(event_staff)
def show(slug: str) -> ResponseReturnValue:
    """One event: how full it is, who comes, who waits; what guests need, to viewers with a second factor."""
    event = readable_event_or_404(slug)
    form = BookingListForm(request.args)
    if not current_user.secured:
        del form.needs
    valid = form.validate()
    wanted = events_office_queries.BookingFilter(**form.data)
    found = events_office_queries.bookings_matching(event, wanted)
    head = page_head(event, wanted.status)
    if not head["keeps"]:
        form.q.label.text = "Name"
    body = render_template(
        _template_of(event, wanted.status),
        form=form,
        page=pages.by_key(found) if valid else Page([]),
        status=wanted.status,
        arrivals=ARRIVALS,
        places=events_office_queries.positions_in_line(event) if wanted.status == WAITLISTED else {},
        can_move_back=waitlist_order.can_move_back,
        saved_until=event.starts_at - SAVED_UNTIL,
        **head,
    )
    return body, 200 if valid else 422


@bp.get("/<slug>/edit")
@allow(event_managers)
@second_factor_required
def edit(slug: str) -> ResponseReturnValue:
    """The form in which staff change an event."""
    event = managed_event_or_404(slug)
    return _edit_page(initial_edit_form(_filled(event)), event)


@bp.post("/<slug>/edit")
@allow(event_managers)
@second_factor_required
def save(slug: str) -> ResponseReturnValue:
    """Save the change; the second of two editors sees both versions and loses neither."""
    event = managed_event_or_404(slug)
    form, by = edit_form(_filled(event)), current_user.actor
    with form.trying(lambda form: _edit_page(form, event), twice=SAME_MOMENT):
        _confirm_past_date(form, event)
        with db.writing():
            edit_conflicts.lock_unchanged(form, event, viewer=by)
            why = form.why.data or ""
            changes.change_event(event, form.details(), by=by, now=clock.now(), why=why)
            telling = db.first(broadcasts_queries.held_about(event, MOVED))
    flash("Saved.", "done")
    return redirect_to_event(event) if telling is None else redirect_to_broadcast(telling)


def _template_of(event: Event, status: str) -> str:
    """The template of the waitlist, or of a list of bookings."""
    moves = status == WAITLISTED and event.cancelled_at is None
    return "events_office/office/queue.html" if moves else "events_office/office/show.html"


def _address_of_kind(kind: str) -> str:
    return url_for("events_office.index", show=None if kind == "coming" else kind)


def _confirm_past_date(form: EventForm, event: Event | None) -> None:
    """Raises Refused when it would newly begin in the past, and nobody has confirmed that yet."""
    if lifecycle.newly_in_the_past(form.details(), event, now=clock.now()):
        form.require_past_date_confirmed(form.starts_wall)


def _filled(event: Event) -> Callable[..., EventForm]:
    return lambda **more: EventForm(data=vars(lifecycle.details_of(event)), **more)


def _edit_page(form: EventForm, event: Event | None = None) -> str:
    return render_template("events_office/office/edit.html", form=form, event=event)
