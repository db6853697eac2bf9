"""/me/bookings: the member's seats, and the address of their calendar feed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.bookings import calendar_entries
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.documents.calendar import calendar
from chapter.events.models import Event
from chapter.events.rules import calendar_feeds
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.people.verification import is_verified
from chapter.portal.views.portal import bp
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.web.access import allow, everyone
from chapter.web.files import REVALIDATED, private_file

MOST = 50
CONTENT_TYPE = "text/calendar; charset=utf-8"


@bp.get("/me/bookings")
@allow(signed_in)
def bookings() -> ResponseReturnValue:
    """The member's bookings, to come and past."""
    return _page()


@bp.post("/me/calendar")
@allow(signed_in)
def renew_calendar_feed() -> ResponseReturnValue:
    """Make a calendar feed; an earlier one ends."""
    with pressed(_page), db.writing():
        calendar_feeds.renew_feed(current_user.person, now=clock.now())
    flash("Your calendar address is ready. Any earlier address no longer works.", "done")
    return redirect(url_for("portal.bookings", _anchor="calendar"), 303)


@bp.post("/me/calendar/end")
@allow(signed_in)
def end_calendar_feed() -> ResponseReturnValue:
    """End the calendar feed."""
    with pressed(_page), db.writing():
        calendar_feeds.end_feed(current_user.person, now=clock.now())
    flash("Your calendar address no longer works.", "done")
    return redirect(url_for("portal.bookings", _anchor="calendar"), 303)


@bp.get("/calendar/<token>.ics")
@allow(everyone)
def calendar_feed(token: str) -> ResponseReturnValue:
    """The person's bookings, for their own calendar; whoever has the address can read it."""
    found = calendar_feeds.feed_or_404(token)
    dates = [
        calendar_entries.booking_calendar_entry(rsvp)
        for rsvp in bookings_queries.bookings_in_feed(found.person_id, now=clock.now())
    ]
    name = f"{settings.current().name}: my events"
    return private_file(calendar(dates, name=name), CONTENT_TYPE, cache=REVALIDATED)


def _page(trouble: str = "") -> str:
    now = clock.now()
    hers = bookings_queries.rsvps_of(current_user.person.id).options(joinedload(Rsvp.event, innerjoin=True))
    coming = (
        hers.where(Event.ends_at > now, bookings_queries.STANDS)
        .order_by(None)
        .order_by(Event.starts_at, Rsvp.id)
    )
    was = hers.where(Event.ends_at <= now, Rsvp.cancelled_at.is_(None), is_verified(Rsvp)).limit(MOST)
    found = calendar_feeds.feed_of(current_user.person.id)
    return render_template(
        "portal/bookings.html",
        coming=list(db.session.scalars(coming.limit(MOST))),
        was=list(db.session.scalars(was)),
        feed=signed_links.absolute_url(url_for("portal.calendar_feed", token=found.token)) if found else "",
        trouble=trouble,
        form_has_errors=bool(trouble),
    )
