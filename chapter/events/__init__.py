"""Events and RSVPs: what is on, who comes, who waits.

A *party* is one booking (Rsvp) of one or more people. A *seat* is one person's place. Those who find no
seat stand in the *waitlist* as a whole party. Staff of one event are its *lead* and its *greeters*.
"""

from flask import Flask

from chapter.broadcasts import kinds as mail
from chapter.events import attendance, emails, places, queries, tellings
from chapter.events.models import Rsvp
from chapter.events.rules import addresses
from chapter.events.views import afterwards, office_door
from chapter.levels import counters
from chapter.mail import kinds
from chapter.people import newcomers
from chapter.web import navigation, record_redirects, visibility_version

SHOWS = (Rsvp.show_me, Rsvp.name, Rsvp.shown_as, Rsvp.badge_name, Rsvp.person_id, Rsvp.proof, Rsvp.erased_at)
"""What lets a name stand on the page of an event, beside what the versions of events follow."""


def register(app: Flask) -> None:
    """Open the pages of events, fill the places of their mails, and count who came."""
    app.register_blueprint(afterwards.bp)  # and with it those of public.py, booking.py, answers.py
    app.register_blueprint(office_door.bp)  # likewise, with those of office.py and all that share it
    navigation.add_entry(app, "site", "What’s on", "events.index", 10)
    navigation.add_entry(app, "office", "Events", "events_office.index", 20)
    record_redirects.set_visible_records(app, addresses.KIND, queries.known_to)
    record_redirects.register_routes(app, addresses.KIND, afterwards.bp.name, office_door.bp.name)
    kinds.register(app, emails.KINDS)
    places.register(app)
    visibility_version.track_changes(app, *SHOWS)
    mail.register(app, *tellings.KINDS)
    counters.register(app, attendance.COUNTER)
    newcomers.register(app, attendance.CAME_BEFORE, attendance.WAS_STAFF)
