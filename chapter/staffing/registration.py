"""What small jobs, shifts, hours, opportunities and staffing tell the application of themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask

from chapter.bookings import panels as bookings
from chapter.bookings.models import Rsvp
from chapter.broadcasts import kinds as mail
from chapter.events import hooks
from chapter.hours import membership_counter, newcomers
from chapter.hours.views.office import thanks as office_thanks
from chapter.hours.views.portal import hours as portal_hours
from chapter.levels import counters
from chapter.mail import kinds
from chapter.opportunities import broadcasts
from chapter.opportunities.rules import addresses, event_follower
from chapter.people import newcomers as who_is_new
from chapter.people import panels
from chapter.people.models import Person
from chapter.shifts import emails, queries
from chapter.shifts.models import Signup
from chapter.small_jobs import models
from chapter.small_jobs import queries as small_jobs_queries
from chapter.staffing import placeholders as staffing_placeholders
from chapter.staffing.views.office import board, clearances
from chapter.staffing.views.portal import preferences
from chapter.staffing.views.public import preferences as public_preferences
from chapter.web import navigation, record_redirects, visibility_version

SHOWS = (Signup.show_me, Signup.name, Signup.person_id, Signup.proof, Signup.erased_at)
"""What lets a name stand on a sheet."""


def register(app: Flask) -> None:
    """Open the pages, fill the places of the mails, follow events that are moved or cancelled."""
    app.register_blueprint(public_preferences.bp)  # and with it those of public.py and mine.py
    app.register_blueprint(
        clearances.bp
    )  # likewise, with those of office.py, office_shift.py and office_coming.py
    for views in (office_thanks, board, portal_hours, preferences):
        app.register_blueprint(views.bp)
    panels.register(app, panels.Panel("volunteering/office/_panel.html", _panel))
    navigation.add_entry(app, "site", "Volunteer", "volunteering.index", 12)
    navigation.add_entry(app, "office", "Volunteers", "volunteering_office.index", 35)
    record_redirects.set_visible_records(app, addresses.SLUGS, queries.known_to)
    record_redirects.register_routes(app, addresses.SLUGS, public_preferences.bp.name, clearances.bp.name)
    kinds.register(app, emails.KINDS)
    staffing_placeholders.register(app)
    visibility_version.track_changes(app, *SHOWS)
    mail.register(app, *broadcasts.KINDS)
    bookings.register(app, bookings.Panel("volunteering/public/_job.html", _job))
    hooks.register(app, event_follower.FOLLOWER)
    who_is_new.register(app, *newcomers.SIGNS)
    counters.register(app, membership_counter.COUNTER)


def _job(rsvp: Rsvp, now: datetime) -> dict[str, Any] | None:
    if rsvp.arrival != "small_job":
        return None
    job = small_jobs_queries.job_of(rsvp)
    if job is None:
        none_left = rsvp.going and not rsvp.came and not models.slots_ahead(rsvp.event, now)
        return {"job": None} if none_left else None
    return None if now >= job.ends else {"job": job}


def _panel(person: Person, _now: datetime, _sent: Mapping[str, Any]) -> dict[str, Any]:
    return {"public_id": person.public_id}
