"""The demo's pages of the stand-in, with the stand-in behind them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask_migrate import upgrade

import config
import demo as demo_pages
from chapter import db
from tests import factories
from tests.applications import application
from tests.browser import Browser
from tests.conftest import SETTINGS
from tests.stripe_stand_in.stand_in import KEY, SECRET, StandIn


@pytest.fixture(scope="session")
def demo(place: Path, running_stand_in: StandIn) -> Iterator[Flask]:
    """The application as the demo starts it."""
    stripe = {
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": running_stand_in.base,
    }
    url = f"sqlite:///{place / 'pages.sqlite'}"
    logging = structlog.get_config()
    with application(
        config.load({**SETTINGS, **stripe, "CHAPTER_ENV": "demo", "DATABASE_URL": url}),
        extras=(demo_pages.register,),
    ) as app:
        structlog.configure(**logging)
        with app.app_context():
            upgrade()
            db.session.add(factories.the_chapter())
            db.session.commit()
            db.session.remove()
        yield app


@pytest.fixture
def visitor(demo: Flask) -> Browser:
    """Somebody in front of the demo."""
    return Browser(demo)
