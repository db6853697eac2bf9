"""Check-in at an event's door: one screen on a phone that lets people in, with a signal and without.

The *operator* is whoever stands there: somebody who signed in, or a *helper* by a link for one event. A
*check-in event* lets some of a party in or takes that back. The page works without JavaScript; with it, the
phone keeps the list, goes on without a signal, and sends what it did later (static/js/apart/door).
"""

from flask import Flask

from chapter.bookings import emails, placeholders
from chapter.bookings.models import Rsvp
from chapter.bookings.views.public import booking, email_verification, offers, opinions
from chapter.bookings.views.public import events as event_pages
from chapter.broadcasts import kinds as mail
from chapter.checkin import attendance, screens
from chapter.checkin.views.door import by_link, own, service_worker
from chapter.checkin.views.office import door
from chapter.events import queries
from chapter.events.rules import slugs
from chapter.events_office import broadcasts
from chapter.events_office.views.office import bookings as office_bookings
from chapter.events_office.views.office import cancellation, publication, staff_and_messages
from chapter.events_office.views.office import exports as booking_exports
from chapter.events_office.views.office import opinions as office_opinions
from chapter.levels import counters
from chapter.mail import kinds
from chapter.people import newcomers
from chapter.web import navigation, record_redirects, visibility_version

PAGES = (
    booking, booking_exports, cancellation, email_verification, event_pages, offers,
    office_bookings, office_opinions, publication, staff_and_messages,
)  # fmt: skip
"""Whoever imports them adds their routes to the blueprints of events."""


def register(app: Flask) -> None:
    """Open the door's pages: for those who sign in, and for helpers by their links."""
    register_events(app)
    for bp in (own.bp, by_link.bp, service_worker.bp):
        app.register_blueprint(bp)
    record_redirects.register_routes(app, slugs.KIND, own.bp.name, argument="key")
    navigation.add_entry(app, "office", "Door", "door.index", order=25)
    app.jinja_env.globals.update(door_address=screens.door_url, helper_address=screens.helper_url)


SHOWS = (Rsvp.show_me, Rsvp.name, Rsvp.shown_as, Rsvp.badge_name, Rsvp.person_id, Rsvp.proof, Rsvp.erased_at)
"""What lets a name stand on the page of an event, beside what the versions of events follow."""


def register_events(app: Flask) -> None:
    """Open the pages of events, fill the places of their mails, and count who came."""
    app.register_blueprint(opinions.bp)
    app.register_blueprint(door.bp)
    navigation.add_entry(app, "site", "What’s on", "events.index", 10)
    navigation.add_entry(app, "office", "Events", "events_office.index", 20)
    record_redirects.set_visible_records(app, slugs.KIND, queries.known_to)
    record_redirects.register_routes(app, slugs.KIND, opinions.bp.name, door.bp.name)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    visibility_version.track_changes(app, *SHOWS)
    mail.register(app, *broadcasts.KINDS)
    counters.register(app, attendance.COUNTER)
    newcomers.register(app, attendance.CAME_BEFORE, attendance.WAS_STAFF)
