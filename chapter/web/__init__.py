"""Pages in general: who may enter, limits, headers, errors, navigation, assets. Knows no domain."""

from flask import Flask

from chapter.logs import configuration
from chapter.personal_data import registry
from chapter.security import security_log
from chapter.web import (
    access,
    assets,
    compression,
    csrf,
    deferred_writes,
    errors,
    filters,
    headers,
    health_checks,
    navigation,
    page_cache,
    personal_data,
    proxies,
    record_redirects,
    request_logging,
    templating,
    url_converters,
    visibility_version,
)
from chapter.web.views import public


def register(app: Flask) -> None:
    """Register everything that each request passes through, in that order."""
    registry.register(app, *personal_data.TABLES)
    configuration.configure()
    compression.register(app)
    url_converters.register(app)
    templating.register(app)
    request_logging.register(app)
    proxies.register(app)
    security_log.register(app)
    headers.register(app)
    access.register(app)
    csrf.register(app)
    record_redirects.register(app)
    errors.register(app)
    filters.register(app)
    assets.register(app)
    page_cache.register(app)
    visibility_version.register(app)
    navigation.register(app)
    health_checks.register(app)
    deferred_writes.register(app)
    app.register_blueprint(public.bp)
