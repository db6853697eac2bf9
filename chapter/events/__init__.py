"""Events: what is on, who staffs it, its addresses, its calendar files, and its life from draft to
publication.

Staff of one event are its *lead* and its *greeters*. Bookings are a package above (chapter.bookings), and so
is what the office does with an event that has some (chapter.events_office).
"""

from flask import Flask

from chapter import glossary_terms
from chapter.audit import log_kinds
from chapter.events import emails, glossary, log_names, personal_data, pictures, queries, structured_data
from chapter.events.rules import slugs
from chapter.events.views import public
from chapter.mail import kinds
from chapter.media import uses
from chapter.personal_data import registry
from chapter.web import record_redirects


def register(app: Flask) -> None:
    """Register event files, redirects from old addresses, and the mail kinds for an event's leads."""
    registry.register(app, *personal_data.TABLES)
    log_kinds.register(app, *log_names.LOGGED)
    glossary_terms.register(app, *glossary.TERMS)
    app.register_blueprint(public.bp)
    app.jinja_env.filters["web_calendars"] = structured_data.in_web_calendars
    uses.register(app, pictures.COVER, pictures.PORTRAIT)
    record_redirects.set_visible_records(app, slugs.KIND, queries.known_to)
    record_redirects.register_routes(app, slugs.KIND, public.bp.name)
    kinds.register(app, emails.KINDS)
