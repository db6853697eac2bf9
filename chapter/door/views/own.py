"""/door/: for those who manage an event or greet at one."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.door import screens
from chapter.door.views import pages
from chapter.events import door_lists
from chapter.events.circles import event_hands
from chapter.gateways import clock
from chapter.web.access import allow, current_viewer

bp = Blueprint("door", __name__, url_prefix="/door")
pages.open_at(bp, event_hands, screens.of_viewer, screens.of_viewer)


@bp.get("/")
@allow(event_hands)
def index() -> ResponseReturnValue:
    """The doors that are open or soon will be."""
    now = clock.now()
    events = list(db.session.scalars(door_lists.near(current_viewer(), now)))
    counts = {event.id: door_lists.count(event) for event in events}
    return render_template("door/index.html", events=events, counts=counts)


@bp.get("/<key>/new")
@allow(event_hands)
def new(key: str) -> ResponseReturnValue:
    """Who is here for the first time."""
    return screens.new_screen(screens.of_viewer(key))
