"""Pages in general: who may enter, limits, headers, errors, navigation, assets. Knows no domain."""

from flask import Flask

from chapter.web import (
    access,
    afterwards,
    assets,
    csrf,
    errors,
    filters,
    headers,
    health,
    kept,
    logs,
    moved,
    navigation,
    numbers,
    requests,
    security,
    sight_counter,
    templating,
)


def register(app: Flask) -> None:
    """Everything that each page passes through, in the order in which a request meets it."""
    logs.configure()
    numbers.register(app)
    templating.register(app)
    requests.register(app)
    security.register(app)
    headers.register(app)
    access.register(app)
    csrf.register(app)
    moved.register(app)
    errors.register(app)
    filters.register(app)
    assets.register(app)
    kept.register(app)
    sight_counter.register(app)
    navigation.register(app)
    health.register(app)
    afterwards.register(app)
