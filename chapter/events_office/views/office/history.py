"""What happened to one event and its bookings."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter.events.circles import event_managers
from chapter.events_office import queries
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import (
    managed_event_or_404,
    one_page,
    page_head,
)
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/history")
@allow(event_managers)
@second_factor_required
def history(slug: str) -> ResponseReturnValue:
    """What happened to the event and its bookings, the latest first, and why."""
    event = managed_event_or_404(slug)
    entries, page, pages = one_page(queries.history(event))
    return render_template(
        "events_office/office/history.html",
        entries=entries,
        actors=queries.who_acted(entries),
        named=queries.bookings_named(entries),
        page=page,
        pages=pages,
        **page_head(event, "events_office.history"),
    )
