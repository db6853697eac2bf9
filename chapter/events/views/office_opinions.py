"""How it was: what those who came said of one event."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter.events import lists
from chapter.events.circles import event_keepers
from chapter.events.models.rounds import ANSWERS
from chapter.events.views.office import about, kept, paged
from chapter.events.views.office_people import bp
from chapter.web.access import allow, second_factor_required

__all__ = ["bp"]


@bp.get("/<slug>/opinions")
@allow(event_keepers)
@second_factor_required
def opinions(slug: str) -> ResponseReturnValue:
    """Answers as counts, and words; with a name only where she said that it may stand there."""
    event = kept(slug)
    voices, page, pages = paged(lists.opinions(event))
    return render_template(
        "events/office/opinions.html",
        answers=lists.answers(event),
        voices=voices,
        called=ANSWERS,
        page=page,
        pages=pages,
        **about(event, "opinions"),
    )
