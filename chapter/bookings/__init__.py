"""Bookings: parties (Rsvp) of one or more people, their seats and their place in line.

A *seat* is one person's. Those who find none stand in the *waitlist* as a whole party, and get an *offer* or
seats when some come free. Each has a personal link, which proves by a press that the booking is theirs."""

from flask import Flask

from chapter.bookings import emails, placeholders
from chapter.bookings.models import Rsvp
from chapter.bookings.views import public
from chapter.events.rules import slugs
from chapter.mail import kinds
from chapter.web import navigation, record_redirects, visibility_version

SHOWS = (Rsvp.show_me, Rsvp.name, Rsvp.shown_as, Rsvp.badge_name, Rsvp.person_id, Rsvp.proof, Rsvp.erased_at)
"""What lets a name stand on the page of an event, beside what the versions of events follow."""


def register(app: Flask) -> None:
    """Open what is on, each event and each booking; declare their mails and fill in their links and files."""
    app.register_blueprint(public.bp)
    navigation.add_entry(app, "site", "What’s on", "bookings.event_list", 10)
    record_redirects.register_routes(app, slugs.KIND, public.bp.name)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    visibility_version.track_changes(app, *SHOWS)
