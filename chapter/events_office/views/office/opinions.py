"""Opinions on one event: what those who came said."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter.bookings.models.followups import ANSWERS
from chapter.events.circles import event_managers
from chapter.events_office import queries
from chapter.events_office.views.office import bp
from chapter.events_office.views.office.event_page import managed_event_or_404, page_head
from chapter.web import pages
from chapter.web.access import allow, second_factor_required


@bp.get("/<slug>/opinions")
@allow(event_managers)
@second_factor_required
def opinions(slug: str) -> ResponseReturnValue:
    """Answers as counts, and words; with a name only where the guest allowed it."""
    event = managed_event_or_404(slug)
    return render_template(
        "events_office/office/opinions.html",
        answers=queries.opinion_counts(event),
        called=ANSWERS,
        page=pages.by_key(queries.written_opinions(event)),
        **page_head(event, "events_office.opinions"),
    )
