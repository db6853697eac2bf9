"""/office/: what waits for the viewer, what comes next, what changed today. The first screen, on a phone."""

from datetime import datetime, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter import today_sources
from chapter.accounts.viewer import Viewer, current_user, staff
from chapter.audit import Entry
from chapter.events.circles import event_staff
from chapter.gateways import clock
from chapter.mail import outbox_status
from chapter.mail import queries as mails
from chapter.office import queries as office
from chapter.office.views.office import bp
from chapter.web.access import allow, may_open

CHANGES_SHOWN = 8


@bp.get("/")
@allow(staff, event_staff)
def today() -> ResponseReturnValue:
    """What the viewer has to decide, and to know, now."""
    now = clock.now()
    coming, nothing = today_sources.coming_for(current_user, now)
    changes = _changes(current_user, now)
    return render_template(
        "office/office/today.html",
        waits=today_sources.waiting_for(current_user, now),
        coming=coming,
        nothing=nothing,
        changes=changes,
        now=now,
        pulse=office.clock_status(current_user, now),
        **office.log_words(changes),
        **_outgoing(now),
    )


def _outgoing(now: datetime) -> dict[str, Any]:
    """Whether mail is being sent, how many left since yesterday, and whether all of the chapter's arrived."""
    if not may_open("office.mails"):
        return {"mail_stands": False, "sent": None, "arrived": False}
    return {
        "mail_stands": outbox_status.trouble(now) is not None,
        "sent": mails.sent_since(now - timedelta(days=1)),
        "arrived": office.all_mails_arrived(),
    }


def _changes(viewer: Viewer, now: datetime) -> list[Entry]:
    """The log entries since midnight, the latest first, as far as the viewer may read them."""
    if not may_open("office.log"):
        return []
    return office.changes_since_midnight(viewer, now, limit=CHANGES_SHOWN)
