"""/me/: the member's first screen."""

from flask import render_template
from flask.typing import ResponseReturnValue

from chapter import overview_sources
from chapter.accounts.viewer import current_user, signed_in
from chapter.gateways import clock
from chapter.portal.views.portal import bp
from chapter.settings import queries as settings
from chapter.web.access import allow

MORNING, EVENING = 12, 18


@bp.get("/me/")
@allow(signed_in)
def index() -> ResponseReturnValue:
    """What is next, what waits for an answer, and what else packages show of the member."""
    now = clock.now()
    hour = now.astimezone(settings.current().zone_info).hour
    return render_template(
        "portal/index.html",
        person=current_user.person,
        now=now,
        greeting="Good morning" if hour < MORNING else "Good afternoon" if hour < EVENING else "Good evening",
        overview=overview_sources.overview_for(current_user.account, now),
    )
