"""Applications beside the one of the run: their databases are let go of when they are done with.

A connection that is left to the garbage collector is found in whichever test runs by then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from chapter import create_app, db
from chapter.gateways import Gateways


@contextmanager
def application(
    config: dict[str, Any],
    outside: Gateways | None = None,
    extras: tuple[Callable[[Flask], None], ...] = (),
) -> Iterator[Flask]:
    """An application as ``create_app`` makes it; its connections are closed after the block."""
    app = create_app(config, outside, extras)
    try:
        yield app
    finally:
        with app.app_context():
            db.database.engine.dispose()
