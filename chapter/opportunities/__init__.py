"""Opportunities and their shifts, as the office writes, publishes, changes and cancels them.

Their tables are those of chapter.shifts. A *broadcast* notifies many helpers at once of another time or
place, or that a shift is off; it can be undone for ten minutes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask

from chapter import glossary_terms
from chapter.audit import log_kinds
from chapter.broadcasts import kinds as broadcast_kinds
from chapter.events import hooks
from chapter.mail import kinds
from chapter.opportunities import broadcasts, emails, glossary, log_names
from chapter.opportunities.rules import event_follower
from chapter.opportunities.views import office
from chapter.people import panels
from chapter.people.models import Person
from chapter.shifts.models import SLUGS
from chapter.web import navigation, record_redirects


def register(app: Flask) -> None:
    """Register the office's pages, mails and broadcasts, and follow events that move or are canceled."""
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    app.register_blueprint(office.bp)
    panels.register(app, panels.Panel("opportunities/office/_person_panel.html", _person_panel))
    navigation.add_entry(
        app,
        "office",
        "Volunteers",
        "opportunities_office.index",
        35,
        place="People",
        covers=("/office/board/", "/office/hours/"),
    )
    record_redirects.register_routes(app, SLUGS, office.bp.name)
    kinds.register(app, emails.KINDS)
    broadcast_kinds.register(app, *broadcasts.KINDS)
    hooks.register(app, event_follower.FOLLOWER)


def _person_panel(person: Person, _now: datetime, _returned: Mapping[str, Any]) -> dict[str, Any]:
    return {"public_id": person.public_id}
