"""Shifts: who signs up for one, stands by as a backup, or seeks a substitute.

An *opportunity* is what people are needed for, and each of its *shifts* is one stretch of time. Whoever
takes a shift, or stands by for one, has a *signup*. A *clearance* is a training, a background check or an
interview. The office's pages of opportunities are in chapter.opportunities, hours are in chapter.hours, and
whom to ask in chapter.staffing.
"""

from flask import Flask

from chapter.broadcasts import rolling
from chapter.mail import kinds
from chapter.people import newcomers
from chapter.personal_data import registry
from chapter.shifts import broadcasts, emails, personal_data, placeholders, queries
from chapter.shifts.models import SLUGS, Signup
from chapter.shifts.rules import endings, reminders
from chapter.shifts.views import public
from chapter.web import change_counters, navigation, record_redirects, visibility_version
from chapter.web.change_counters import ChangeCounter

NAMES_ON_SHEETS = (Signup.show_me, Signup.name, Signup.person_id, Signup.proof, Signup.erased_at)
"""The columns that decide whether a name is shown on the sheet of an opportunity."""

COUNTED = frozenset(
    {
        "size",
        "confirmed_at",
        "offered_until",
        "released_at",
        "cancelled_at",
        "cancellation_cause",
        "proof",
        "erased_at",
    }
)
"""The columns whose change shows in a volunteer's calendar."""


def register(app: Flask) -> None:
    """Register the public pages, mails and placeholders, and who has volunteered before."""
    registry.register(app, *personal_data.TABLES)
    app.register_blueprint(public.bp)
    navigation.add_entry(app, "site", "Volunteer", "shifts.index", 12)
    record_redirects.set_visible_records(app, SLUGS, queries.known_to)
    record_redirects.register_routes(app, SLUGS, public.bp.name)
    kinds.register(app, emails.KINDS)
    rolling.register(app, *broadcasts.ROLLING)
    placeholders.register(app)
    endings.SIGNUPS_ENDED.register(app, reminders.follow_end)
    endings.SIGNUPS_ENDED.leave(
        app, {Signup.substitute_for_id: "in whose place somebody came is told afterwards"}
    )
    visibility_version.track_changes(app, *NAMES_ON_SHEETS)
    change_counters.register(app, ChangeCounter(Signup, "shift", "sequence", COUNTED))
    newcomers.register(app, queries.HAD_SHIFT)
