"""The open doors, and the first-timers at one: for those who manage an event or greet at one."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user
from chapter.checkin import queries as checkin_queries
from chapter.checkin import screens
from chapter.checkin.views.door import door
from chapter.events.circles import event_staff
from chapter.gateways import clock
from chapter.web.access import allow


@door.get("/")
@allow(event_staff)
def index() -> ResponseReturnValue:
    """The events whose door is open or soon will be."""
    now = clock.now()
    events = list(db.session.scalars(checkin_queries.events_with_open_door(current_user, now)))
    counts = {event.id: checkin_queries.count_arrived(event) for event in events}
    return render_template("checkin/door/index.html", events=events, counts=counts)


@door.get("/<key>/new")
@allow(event_staff)
def first_timers(key: str) -> ResponseReturnValue:
    """The first-timers of one event."""
    return screens.new_screen(screens.door_of_viewer(key))
