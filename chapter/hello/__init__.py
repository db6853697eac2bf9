"""Hellos: which guests of an event are asked to say hello to each other, what they promised, whom they met.

A *hello* is a pair of bookings of one event; it holds both ways. Whom a guest says they met is shown to
nobody else; two who both said so have a *tie* (chapter.people). A *companion* meets one guest, at the door or
as their buddy; the *offline page* opens without a signal.
"""

from datetime import datetime
from typing import Any

from flask import Flask

from chapter import glossary_terms, overview_sources, today_sources
from chapter.audit import log_kinds
from chapter.bookings import panels
from chapter.bookings.models import Rsvp
from chapter.bookings.rules import endings
from chapter.broadcasts import kinds as mail
from chapter.events import thanks_question
from chapter.events.rules import slugs
from chapter.events_office import tabs
from chapter.hello import (
    broadcasts,
    emails,
    glossary,
    log_names,
    overview,
    personal_data,
    placeholders,
    timeline,
    today,
)
from chapter.hello.models.companions import BUDDY, MOST_GUESTS, Companion
from chapter.hello.models.hellos import Hello, Meeting, Promise
from chapter.hello.queries import companion_search
from chapter.hello.rules import assignments
from chapter.hello.rules.request_timing import is_too_late_to_ask
from chapter.hello.rules.schedule import sees_who_comes
from chapter.hello.views import office, public
from chapter.mail import kinds
from chapter.people import timeline_sources
from chapter.personal_data import registry
from chapter.web import record_redirects

STAYS = {
    Meeting.rsvp_id: "that two met is so, whoever cancels afterwards",
    Meeting.other_id: "that two met is so, whoever cancels afterwards",
    Promise.rsvp_id: "what she promised stays her own task",
    Companion.guest_id: "the next round of the worker ends it, and tells whoever was asked",
}
"""What stays when a booking ends, and why."""


def register(app: Flask) -> None:
    """Register the pages, the links in mails, and the panel on a guest's booking."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    timeline_sources.register(app, *timeline.SOURCES)
    today_sources.register(app, *today.SOURCES)
    overview_sources.register(app, *overview.SOURCES)
    app.register_blueprint(public.bp)
    app.register_blueprint(office.bp)
    record_redirects.register_routes(app, slugs.KIND, public.bp.name, office.bp.name)
    kinds.register(app, emails.KINDS)
    placeholders.register(app)
    endings.BOOKINGS_ENDED.register(app, assignments.follow_end, frees=[Hello.helper_id, Hello.other_id])
    endings.BOOKINGS_ENDED.leave(app, STAYS)
    mail.register(app, *broadcasts.KINDS)
    app.jinja_env.globals["sees_who_comes"] = sees_who_comes
    thanks_question.register(app, broadcasts.MEETINGS_QUESTION)
    panels.register(app, panels.Panel("hello/public/_booking_panel.html", _panel))
    tabs.register_tab(app, "hello_office.companions_page", "Greeters")


def _panel(rsvp: Rsvp, now: datetime) -> dict[str, Any] | None:
    if now >= rsvp.event.ends_at:
        return None
    wishes = rsvp.arrival in MOST_GUESTS and not rsvp.came
    one = companion_search.current_companion(rsvp) if wishes else None
    pair = companion_search.buddy_of(rsvp) if rsvp.arrival == BUDDY else None
    looking = wishes and not is_too_late_to_ask(rsvp.event.starts_at, now)
    return {
        "wishes": wishes,
        "looking": looking,
        "one": _shown_companion(one),
        "pair": _shown_companion(pair),
    }


def _shown_companion(one: Companion | None) -> Companion | None:
    return one if one is not None and companion_search.may_meet(one) else None
