"""Membership: levels, who belongs, since when and until when, joining, dues, renewal.

A *level* has a price, a period and its benefits. A *membership* is one person's, or a *bundle*: a household
or a company with one payer and one renewal date. A *term* is what one joining or renewal covers; *grace* is
the time after its end in which a renewal still goes on from there; after that she has *lapsed*.
"""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select

from chapter import reach
from chapter.mail import kinds
from chapter.membership import (
    belonging,
    counters,
    dues_counter,
    emails,
    newcomers,
    places,
    progress,
    queries,
    stops,
    words,
)
from chapter.membership.models import Leaving, Level
from chapter.membership.rules import levels
from chapter.membership.views import (
    invited,
    office,
    office_applications,
    office_bundles,
    office_levels,
    office_person,
    portal,
)
from chapter.people import newcomers as who_is_new
from chapter.people import panels
from chapter.people.models import Person
from chapter.people.viewer import Viewer
from chapter.web import navigation, record_redirects, visibility_version
from chapter.web.access import may_open

OFFICE = (office, office_levels, office_applications, office_person, office_bundles)
"""They share one blueprint."""


def register(app: Flask) -> None:
    """Open the pages, fill the places of the mails, count dues, show her membership on a person's page."""
    kinds.register(app, emails.KINDS)
    places.register(app)
    reach.register(app, stops.SUSPENDED_NOW, stops.HAS_RESIGNED)
    visibility_version.track_changes(app, Leaving)
    counters.register(app, dues_counter.COUNTER)
    who_is_new.register(app, newcomers.JOINED)
    panels.register(app, panels.Panel("membership/office/_panel.html", _panel))
    app.register_blueprint(invited.bp)
    app.register_blueprint(portal.bp)
    app.register_blueprint(OFFICE[-1].bp)
    record_redirects.set_visible_records(app, levels.ADDRESS, _known_to)
    record_redirects.register_routes(app, levels.ADDRESS, invited.bp.name, office.bp.name)
    navigation.add_entry(app, "site", "Join", "membership.join", 20)
    navigation.add_entry(app, "office", "Members", "members_office.index", 25)


def _known_to(viewer: Viewer) -> Select[Level]:
    """The levels of which she may learn that they are there: all for the office."""
    if may_open("members_office.show_level", viewer):
        return queries.levels(retired=True)
    return queries.open_levels()


def _panel(person: Person, now: datetime, _sent: panels.Sent) -> dict[str, Any]:
    standing = queries.membership_of(person, now)
    shared = standing.membership is not None and bool(standing.membership.level.bundle_kind)
    return {
        "standing": standing,
        "progress": progress.of(person, now),
        "bundle": belonging.bundle_of(standing.membership) if shared and standing.membership else None,
        "words": words,
    }
