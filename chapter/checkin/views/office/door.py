"""The door of one event in the office: prepared beforehand, read afterwards."""

from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.bookings import queries as bookings_queries
from chapter.checkin import badges
from chapter.checkin import queries as checkin_queries
from chapter.checkin.forms import DoorLinkForm
from chapter.checkin.models import DoorLink
from chapter.checkin.rules import checkins as rules
from chapter.checkin.rules import door_links
from chapter.checkin.views.office import bp
from chapter.events.circles import event_managers, event_staff
from chapter.events.models import Event
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    page_head,
    readable_event_or_404,
)
from chapter.exports.views.export import Export, export
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.web import pages
from chapter.web.access import allow, second_factor_required

CAME_TABS = {
    checkin_queries.CAME: "Came",
    checkin_queries.MISSED: "No-shows",
    checkin_queries.EXCUSED: "Excused",
}


@bp.get("/<slug>/door")
@allow(event_managers)
@second_factor_required
def door(slug: str) -> ResponseReturnValue:
    """Door links, badges, and afterwards who came."""
    return _page(managed_event_or_404(slug), DoorLinkForm())


@bp.post("/<slug>/door")
@allow(event_managers)
@second_factor_required
def make_door_link(slug: str) -> ResponseReturnValue:
    """Make a door link for one helper."""
    event, form = managed_event_or_404(slug), DoorLinkForm()
    with form.trying(partial(_page, event)), db.writing():
        helper, hours = str(form.helper.data), form.hours.data or 0
        link = door_links.make_door_link(
            db.lock(event), helper, hours, by=current_user.actor, now=clock.now()
        )
    flash(f"The door link for {link.helper} is ready. Copy it and send it to them.", "done")
    return _back(event)


@bp.post("/<slug>/door/<public_id>/revoke")
@allow(event_managers)
@second_factor_required
def revoke_door_link(slug: str, public_id: str) -> ResponseReturnValue:
    """Revoke a helper's link, from the next request on."""
    event = managed_event_or_404(slug)
    link = _link(event, public_id)
    with pressed(_back(event)), db.writing():
        door_links.revoke_door_link(db.lock(link), by=current_user.actor, now=clock.now())
    undo = url_for("checkin_office.give_door_link_again", slug=event.slug, public_id=link.public_id)
    flash_done(f"{link.helper}’s link has ended. The list will be deleted from their phone.", undo)
    return _back(event)


@bp.post("/<slug>/door/<public_id>/give-again")
@allow(event_managers)
@second_factor_required
def give_door_link_again(slug: str, public_id: str) -> ResponseReturnValue:
    """Undo: let a helper's link that was revoked work again."""
    event = managed_event_or_404(slug)
    link = _link(event, public_id)
    with pressed(_back(event)), db.writing():
        door_links.restore_door_link(db.lock(link), by=current_user.actor, now=clock.now())
    flash(f"{link.helper}’s link works again.", "done")
    return _back(event)


@bp.route("/<slug>/badges-<kind>.pdf", methods=["GET", "POST"])
@allow(event_staff)
@second_factor_required
@export
def event_badges(slug: str, kind: str) -> Export:
    """Badges to print, for everybody with a seat."""
    event = readable_event_or_404(slug)
    if kind not in badges.KINDS:
        abort(404)
    sheet = badges.badges_for_event(event, kind)
    return Export.of_sheet(
        f"{slug}-badges-{kind}",
        f"Badges for everyone with a seat at {event.title}",
        url_for("events_office.show", slug=event.slug),
        template="badges",
        data=sheet,
        rows=len(sheet["badges"]),
        about=event,
    )


@bp.post("/<slug>/bookings/<public_id>/excuse")
@allow(event_managers)
@second_factor_required
def excuse(slug: str, public_id: str) -> ResponseReturnValue:
    """Note that the guest had said that they would not come."""
    return _excuse(managed_event_or_404(slug), public_id, excused=True)


@bp.post("/<slug>/bookings/<public_id>/excuse-no-more")
@allow(event_managers)
@second_factor_required
def excuse_no_more(slug: str, public_id: str) -> ResponseReturnValue:
    """Undo: take back the note that the guest had said so."""
    return _excuse(managed_event_or_404(slug), public_id, excused=False)


def _excuse(event: Event, public_id: str, *, excused: bool) -> ResponseReturnValue:
    rsvp = db.first_or_404(bookings_queries.booking_of_event(event, public_id))
    with pressed(_back(event, show=checkin_queries.MISSED)), db.writing():
        rules.excuse(db.lock(rsvp), excused=excused, by=current_user.actor, now=clock.now())
    undo = url_for("checkin_office.excuse_no_more", slug=event.slug, public_id=rsvp.public_id)
    if excused:
        flash_done(f"{rsvp.name} is marked as excused.", undo)
    else:
        flash(f"{rsvp.name} is marked as a no-show.", "done")
    return _back(event, show=checkin_queries.MISSED)


def _link(event: Event, public_id: str) -> DoorLink:
    return db.first_or_404(checkin_queries.door_link_of(event, public_id))


def _back(event: Event, show: str | None = None) -> Response:
    return redirect(url_for("checkin_office.door", slug=event.slug, show=show), 303)


def _page(event: Event, form: DoorLinkForm) -> str:
    asked = request.args.get("show", checkin_queries.CAME)
    state = asked if asked in CAME_TABS else checkin_queries.CAME
    tells = clock.now() >= event.ends_at and checkin_queries.has_attendance(event)
    address = url_for("checkin_office.door", slug=event.slug)
    return render_template(
        "checkin/office/door.html",
        form=form,
        links=checkin_queries.door_links_of(event),
        kinds=badges.KINDS,
        numbers=checkin_queries.door_numbers_of(event) if tells else None,
        count=checkin_queries.count_arrived(event),
        state=state,
        states=[(words, f"{address}?show={name}", name == state, None) for name, words in CAME_TABS.items()],
        page=pages.by_key(checkin_queries.parties_by_state(event, state), at=f"{address}?show={state}"),
        **page_head(event, "checkin_office.door"),
    )
