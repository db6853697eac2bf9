"""The sample chapter: its people and two years of life, the mailbox, the style page, Stripe's stand-in."""

import logging

import structlog
from flask import Flask

from chapter.demo import views
from chapter.demo.stripe import views as stripe_views


def register(app: Flask) -> None:
    """Open these pages, and keep the terminal for what went wrong."""
    app.register_blueprint(views.bp)
    app.register_blueprint(stripe_views.bp)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
