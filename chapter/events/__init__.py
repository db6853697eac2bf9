"""Events: what is on, who staffs it, its addresses, calendars and the life of one.

Staff of one event are its *lead* and its *greeters*. Bookings stand above (chapter.bookings), and so
does what the office does with an event that has some (chapter.events_office).
"""

from flask import Flask

from chapter.events import emails, queries
from chapter.events.rules import slugs
from chapter.events.views import public
from chapter.mail import kinds
from chapter.web import record_redirects


def register(app: Flask) -> None:
    """Serve events as files, know their old addresses, declare the mail to those who lead one."""
    app.register_blueprint(public.bp)
    record_redirects.set_visible_records(app, slugs.KIND, queries.known_to)
    record_redirects.register_routes(app, slugs.KIND, public.bp.name)
    kinds.register(app, emails.KINDS)
