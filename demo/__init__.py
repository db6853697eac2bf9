"""The demo: the mailbox, the style page, pages of Stripe's stand-in, and the command that builds the sample.

Nothing in ``chapter`` imports it: wsgi.py hands ``register`` to ``create_app``.
"""

import logging

import structlog
from flask import Flask

from demo import commands
from demo.views import public


def register(app: Flask) -> None:
    """Add ``flask demo build`` and, only in the demo, its pages and a terminal log of warnings only."""
    app.cli.add_command(commands.demo)
    if app.config["CHAPTER_ENV"] != "demo":
        return
    app.register_blueprint(public.bp)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
