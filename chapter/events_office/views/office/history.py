"""What happened to one event and its bookings."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter.events.circles import event_managers
from chapter.events_office import queries
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import managed_event_or_404, page_head
from chapter.web import pages
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/history")
@allow(event_managers)
@second_factor_required
def history(slug: str) -> ResponseReturnValue:
    """What happened to the event and its bookings, the latest first, and why."""
    event = managed_event_or_404(slug)
    page = pages.by_key(queries.history(event))
    return render_template(
        "events_office/office/history.html",
        actors=queries.who_acted(page.rows),
        named=queries.bookings_named(page.rows),
        page=page,
        **page_head(event, "events_office.history"),
    )
