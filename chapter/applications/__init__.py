"""Joining: applications, the press that confirms an email, deciding, questions, welcome mails.

An *application* is begun, sent, proved (the mailbox is held), decided, and settled ten minutes later.
``register`` assembles chapter.membership and chapter.households too, for now.
"""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select

from chapter import restrictions
from chapter.accounts.viewer import Viewer
from chapter.applications import placeholders
from chapter.applications.views.office import applications, texts, welcome_mails
from chapter.applications.views.public import join
from chapter.households.views.office import bundles as office_bundles
from chapter.households.views.portal import membership
from chapter.households.views.public import invitation
from chapter.levels import counters
from chapter.levels import queries as levels_queries
from chapter.levels.models import Level
from chapter.levels.rules import levels
from chapter.mail import kinds
from chapter.membership import dues_counter, newcomers, stops, words
from chapter.membership import emails as membership_emails
from chapter.membership import queries as membership_queries
from chapter.membership.models.departures import Departure
from chapter.membership.queries import bundles, progress
from chapter.membership.views.office import levels as office_levels
from chapter.membership.views.office import members
from chapter.membership.views.office import person as office_person
from chapter.people import newcomers as who_is_new
from chapter.people import panels
from chapter.people.models import Person
from chapter.web import navigation, record_redirects, visibility_version
from chapter.web.access import may_open

PUBLIC = (join, invitation)
"""Their pages are on the blueprint of chapter.membership.views.public."""

OFFICE = (texts, welcome_mails, members, office_levels, applications, office_person, office_bundles)
"""They share one blueprint."""


def register(app: Flask) -> None:
    """Open the pages, fill the places of the mails, count dues, show her membership on a person's page."""
    kinds.register(app, membership_emails.KINDS)
    placeholders.register(app)
    restrictions.register(app, stops.SUSPENDED_NOW, stops.HAS_RESIGNED)
    visibility_version.track_changes(app, Departure)
    counters.register(app, dues_counter.COUNTER)
    who_is_new.register(app, newcomers.JOINED)
    panels.register(app, panels.Panel("membership/office/_panel.html", _panel))
    app.register_blueprint(invitation.bp)
    app.register_blueprint(membership.bp)
    app.register_blueprint(OFFICE[-1].bp)
    record_redirects.set_visible_records(app, levels.ADDRESS, _known_to)
    record_redirects.register_routes(app, levels.ADDRESS, invitation.bp.name, members.bp.name)
    navigation.add_entry(app, "site", "Join", "membership.join", 20)
    navigation.add_entry(app, "office", "Members", "members_office.index", 25)


def _known_to(viewer: Viewer) -> Select[Level]:
    """The levels of which she may learn that they are there: all for the office."""
    if may_open("members_office.show_level", viewer):
        return levels_queries.all_levels(retired=True)
    return levels_queries.open_levels()


def _panel(person: Person, now: datetime, _sent: panels.ReturnedForms) -> dict[str, Any]:
    standing = membership_queries.standing_of(person, now)
    shared = standing.membership is not None and bool(standing.membership.level.bundle_kind)
    return {
        "standing": standing,
        "progress": progress.progress_of(person, now),
        "bundle": bundles.bundle_of(standing.membership) if shared and standing.membership else None,
        "words": words,
    }
