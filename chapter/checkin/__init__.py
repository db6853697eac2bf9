"""Check-in at an event's door: one screen on a phone that lets people in, with a signal and without.

The *operator* is whoever checks people in: somebody who signed in, or a *helper* by a link for one event. A
*check-in event* lets some of a party in or takes that back. The page works without JavaScript; with it, the
phone stores the list, goes on without a signal, and uploads what it did later (static/js/apart/door).
"""

from flask import Flask

from chapter import glossary_terms
from chapter.audit import log_kinds
from chapter.bookings.rules import endings as booking_endings
from chapter.broadcasts import kinds as broadcast_kinds
from chapter.checkin import attendance, broadcasts, glossary, log_names, personal_data, screens, timeline
from chapter.checkin.models import CheckinEvent
from chapter.checkin.models.shifts import ShiftCheckinEvent
from chapter.checkin.views import office, public
from chapter.checkin.views.door import door, door_by_link
from chapter.events.rules import slugs
from chapter.events_office import tabs
from chapter.levels import counters
from chapter.people import newcomers, timeline_sources
from chapter.personal_data import registry
from chapter.shifts.rules import endings as signup_endings
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Register the door's pages, for signed-in operators and for helpers by their links, and the office's
    page of it; register the counting of attendance."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    timeline_sources.register(app, *timeline.SOURCES)
    for bp in (door, door_by_link, office.bp, public.bp):
        app.register_blueprint(bp)
    record_redirects.register_routes(app, slugs.KIND, door.name, argument="key")
    record_redirects.register_routes(app, slugs.KIND, office.bp.name)
    broadcast_kinds.register(app, *broadcasts.KINDS)
    navigation.add_entry(app, "office", "Door", "door.index", order=25, place="Events")
    booking_endings.BOOKINGS_ENDED.leave(app, {CheckinEvent.rsvp_id: "who was let in was let in"})
    signup_endings.SIGNUPS_ENDED.leave(app, {ShiftCheckinEvent.signup_id: "who was checked in was there"})
    tabs.register_tab(app, "checkin_office.door", "Check-in", order=20)
    counters.register(app, attendance.COUNTER)
    newcomers.register(app, attendance.CAME_BEFORE, attendance.WAS_STAFF)
    app.jinja_env.globals.update(door_address=screens.door_url, helper_address=screens.helper_url)
