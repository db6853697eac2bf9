"""Mail: an outbox of rows written with what caused them, and what people have agreed to.

A *mail* is a row until it is delivered. A *placeholder* in its text (a personal link) or an *attachment*
(calendar file, QR) is filled at sending, by what other packages registered, so that no row holds a secret.
"""

from flask import Flask

from chapter import db
from chapter.gateways.smtp import OUR_FAULT_PREFIX
from chapter.mail import failures, outbox_status, personal_data, throttle
from chapter.mail.views import public
from chapter.personal_data import registry
from chapter.web import health_checks


def register(app: Flask) -> None:
    """Add the page on which a reader stops mails, and the outbox to /readyz. The outbox itself has its pages
    in the office."""
    registry.register(app, *personal_data.TABLES)
    if throttle.forget not in db.before_writing:
        db.before_writing.append(throttle.forget)
    app.register_blueprint(public.bp)
    health_checks.add_readiness_detail("mail", outbox_status.readiness)
    app.extensions.setdefault("mail.links", {})
    app.extensions.setdefault("mail.attachments", {})
    app.extensions.setdefault("mail.loading", {})
    app.jinja_env.globals.update(OUR_SETTINGS=OUR_FAULT_PREFIX, failure_words=failures.in_words)
