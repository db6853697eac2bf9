"""Membership: who belongs, since when and until when, terms, dues, renewal, and how it ends.

A *membership* is one person’s, or a *bundle*: a household or a company with one payer and one renewal date.
An *enrollment* says that a person belongs to one, since a day. A *term* is what one joining or renewal
covers; *grace* is the time after its end in which a renewal still goes on from there; after that it has
*lapsed*. A *departure* is that somebody resigned, was suspended, or died.
"""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import Select

from chapter import restrictions
from chapter.accounts.viewer import Viewer
from chapter.audit import log_kinds
from chapter.broadcasts import rolling
from chapter.levels import counters
from chapter.levels import queries as levels_queries
from chapter.levels.models import Level
from chapter.levels.rules import levels
from chapter.mail import kinds
from chapter.membership import (
    broadcasts,
    dues_counter,
    emails,
    log_names,
    membership_restrictions,
    newcomers,
    personal_data,
    placeholders,
    queries,
    words,
)
from chapter.membership.models.departures import Departure
from chapter.membership.models.dues import Dues
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment, Term
from chapter.membership.queries import bundles, progress
from chapter.membership.rules import endings, invitations
from chapter.membership.views import office, public
from chapter.people import newcomers as who_is_new
from chapter.people import panels
from chapter.people.models import Person
from chapter.personal_data import registry
from chapter.web import navigation, record_redirects, visibility_version
from chapter.web.access import may_open

STAYS = {
    Dues.membership_id: "the books keep every amount",
    Term.membership_id: "the days that were paid for are history",
    Enrollment.membership_id: "the last enrollment ended before its membership does",
}
"""What stays when a membership ends, and why."""


def register(app: Flask) -> None:
    """Register the pages of memberships and levels, the mails, the dues counter, the restrictions, the rule
    for newcomers, and the membership section of a person’s page."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    kinds.register(app, emails.KINDS)
    rolling.register(app, *broadcasts.ROLLING)
    placeholders.register(app)
    restrictions.register(app, membership_restrictions.SUSPENDED_NOW, membership_restrictions.HAS_RESIGNED)
    visibility_version.track_changes(app, Departure)
    counters.register(app, dues_counter.COUNTER)
    endings.MEMBERSHIPS_ENDED.register(app, invitations.follow_end, frees=[Invitation.membership_id])
    endings.MEMBERSHIPS_ENDED.leave(app, STAYS)
    endings.ENROLLMENTS_ENDED.register(app)  # nothing hangs on one yet; what will must say so
    who_is_new.register(app, newcomers.JOINED)
    panels.register(app, panels.Panel("membership/office/_panel.html", _panel))
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    record_redirects.set_visible_records(app, levels.ADDRESS, _known_to)
    record_redirects.register_routes(app, levels.ADDRESS, office.bp.name)
    navigation.add_entry(app, "office", "Members", "membership_office.index", 32, place="People")


def _known_to(viewer: Viewer) -> Select[Level]:
    """The levels that the viewer may know of: the office sees all of them."""
    if may_open("membership_office.show_level", viewer):
        return levels_queries.all_levels(retired=True)
    return levels_queries.open_levels()


def _panel(person: Person, now: datetime, _sent: panels.ReturnedForms) -> dict[str, Any]:
    standing = queries.standing_of(person, now)
    shared = standing.membership is not None and bool(standing.membership.level.bundle_kind)
    return {
        "standing": standing,
        "progress": progress.progress_of(person, now),
        "bundle": bundles.bundle_of(standing.membership) if shared and standing.membership else None,
        "words": words,
    }
