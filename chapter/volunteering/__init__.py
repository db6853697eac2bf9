"""Volunteering: what is needed, shifts, who takes them, and what her hours come to.

An *opportunity* is something that people are needed for; its *shifts* are when. Somebody *takes* a shift or
stands by as a *backup*; who cannot make it *releases* it and seeks a substitute. A *clearance* is a training,
a background check or an interview behind somebody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask

from chapter.broadcasts import kinds as mail
from chapter.events import followers
from chapter.events import panels as bookings
from chapter.events.models import Rsvp
from chapter.levels import counters
from chapter.mail import kinds
from chapter.people import newcomers as who_is_new
from chapter.people import panels
from chapter.people.models import Person
from chapter.volunteering import (
    emails,
    hours_counter,
    newcomers,
    places,
    queries,
    small_jobs,
    tellings,
)
from chapter.volunteering.models import Signup, door, persons, rates, thanks
from chapter.volunteering.rules import addresses, following
from chapter.volunteering.views import (
    office_board,
    office_clearances,
    office_thanks,
    portal_hours,
    portal_wishes,
    wishes,
)
from chapter.web import navigation, record_redirects, visibility_version

__all__ = ["door", "persons", "rates", "register", "thanks"]


SHOWS = (Signup.show_me, Signup.name, Signup.person_id, Signup.proof, Signup.erased_at)
"""What lets a name stand on a sheet."""


def register(app: Flask) -> None:
    """Open the pages, fill the places of the mails, follow events that are moved or cancelled."""
    app.register_blueprint(wishes.bp)  # and with it those of public.py and mine.py
    app.register_blueprint(
        office_clearances.bp
    )  # likewise, with those of office.py, office_shift.py and office_coming.py
    for views in (office_thanks, office_board, portal_hours, portal_wishes):
        app.register_blueprint(views.bp)
    panels.register(app, panels.Panel("volunteering/office/_panel.html", _panel))
    navigation.add_entry(app, "site", "Volunteer", "volunteering.index", 12)
    navigation.add_entry(app, "office", "Volunteers", "volunteering_office.index", 35)
    record_redirects.set_visible_records(app, addresses.KIND, queries.known_to)
    record_redirects.register_routes(app, addresses.KIND, wishes.bp.name, office_clearances.bp.name)
    kinds.register(app, emails.KINDS)
    places.register(app)
    visibility_version.track_changes(app, *SHOWS)
    mail.register(app, *tellings.KINDS)
    bookings.register(app, bookings.Panel("volunteering/public/_job.html", _job))
    followers.register(app, following.FOLLOWER)
    who_is_new.register(app, *newcomers.SIGNS)
    counters.register(app, hours_counter.COUNTER)


def _job(rsvp: Rsvp, now: datetime) -> dict[str, Any] | None:
    if rsvp.arrival != "small_job":
        return None
    job = small_jobs.of(rsvp)
    if job is None:
        none_left = rsvp.going and not rsvp.came and not small_jobs.ahead(rsvp.event, now)
        return {"job": None} if none_left else None
    return None if now >= job.ends else {"job": job}


def _panel(person: Person, _now: datetime, _sent: Mapping[str, Any]) -> dict[str, Any]:
    return {"public_id": person.public_id}
