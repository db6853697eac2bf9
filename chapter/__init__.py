"""Chapter: the software that a women's-network chapter runs on.

This page is the whole assembly. Read it first, then the smallest domain, then any other: they are alike.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask

from chapter import (
    accounts,
    applications,
    audit,
    authentication,
    bookings,
    broadcasts,
    checkin,
    cli,
    db,
    directory,
    events,
    events_office,
    exports,
    forms,
    gateways,
    givers,
    giving,
    heartbeat,
    hello,
    hours,
    households,
    levels,
    mail,
    media,
    membership,
    migration_status,
    office,
    offline_gifts,
    opportunities,
    paid_bookings,
    payments,
    people,
    portal,
    privacy,
    records,
    security,
    segments,
    settings,
    shifts,
    site,
    small_jobs,
    staffing,
    web,
)
from chapter.audit import log_kinds
from chapter.gateways import Gateways
from chapter.mail import kinds
from chapter.personal_data import registry
from chapter.web.access import require_declared_routes

PACKAGES = (
    heartbeat,
    security,
    web,
    forms,
    settings,
    media,
    audit,
    mail,
    broadcasts,
    people,
    accounts,
    authentication,
    exports,
    payments,
    levels,
    membership,
    households,
    applications,
    events,
    bookings,
    paid_bookings,
    events_office,
    checkin,
    giving,
    givers,
    offline_gifts,
    small_jobs,
    shifts,
    hours,
    opportunities,
    staffing,
    hello,
    segments,
    office,
    records,
    directory,
    portal,
    site,
    privacy,
)
"""Every package that registers something, from the lowest layer up."""

__all__ = ["audit", "create_app"]


def create_app(
    config: dict[str, Any],
    outside: Gateways | None = None,
    extras: tuple[Callable[[Flask], None], ...] = (),
) -> Flask:
    """Return the application, assembled from ``config`` (see config.py).

    ``outside`` replaces the clock, the mail server and Stripe; each of ``extras`` registers what lives
    outside this package (wsgi.py passes the demo). Raises web.access.UndeclaredRoute when a route does not
    declare who may enter, mail.kinds.Undeclared when a mail has no kind, audit.log_kinds.Undeclared when the
    log has no name for a table, personal_data.registry.Undeclared when a table does not say what it holds of
    a person.
    """
    app = Flask(__name__, static_folder=None, instance_relative_config=False)
    app.config.update(config)

    gateways.register(app, outside)
    db.register(app)
    migration_status.register(app)
    for package in PACKAGES:
        package.register(app)
    cli.register(app)
    for register in extras:
        register(app)

    require_declared_routes(app)
    kinds.guard(app)
    log_kinds.guard(app)
    registry.guard(app)
    return app
