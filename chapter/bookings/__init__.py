"""Bookings: parties (Rsvp) of one or more people, their seats and their position on the waitlist.

A *seat* is one person's. A party that finds none goes on the *waitlist* as a whole, and gets an *offer* or
seats when some come free. Each booking has a personal link; pressing a button behind it proves that the
booking is theirs.
"""

from flask import Flask

from chapter import overview_sources
from chapter.bookings import emails, overview, personal_data, placeholders
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import Opinion
from chapter.bookings.rules import endings, reminders
from chapter.bookings.views import public
from chapter.events.rules import slugs
from chapter.mail import kinds
from chapter.personal_data import registry
from chapter.web import change_counters, navigation, record_redirects, visibility_version
from chapter.web.change_counters import ChangeCounter

SHOWS = (Rsvp.show_me, Rsvp.name, Rsvp.shown_as, Rsvp.badge_name, Rsvp.person_id, Rsvp.proof, Rsvp.erased_at)
"""The columns that decide whether a name is shown on an event's page, beside what the event versions track.
"""

COUNTED = frozenset(
    {
        "party_size", "waiting_size", "guest_names", "queued_at", "seated_at", "offered_seats",
        "offered_until", "saved_seats", "cancelled_at", "cancellation_cause", "proof", "erased_at",
    }
)  # fmt: skip
"""The columns whose change shows on an event's pages or in a guest's calendar."""


def register(app: Flask) -> None:
    """Register the pages of events and bookings, their mail kinds, placeholders and attachments."""
    registry.register(app, *personal_data.TABLES)
    overview_sources.register(app, *overview.SOURCES)
    app.register_blueprint(public.bp)
    navigation.add_entry(app, "site", "What’s on", "bookings.event_list", 10)
    record_redirects.register_routes(app, slugs.KIND, public.bp.name)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    endings.BOOKINGS_ENDED.register(app, reminders.follow_end)
    endings.BOOKINGS_ENDED.leave(app, {Opinion.rsvp_id: "feedback stays with the guest who gave it"})
    visibility_version.track_changes(app, *SHOWS)
    change_counters.register(app, ChangeCounter(Rsvp, "event", "bookings_version", COUNTED))
