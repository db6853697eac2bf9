"""Reading the chapter's settings, once for each request."""

from datetime import UTC, datetime

from flask import g
from sqlalchemy import select

from chapter import db
from chapter.settings.models import Chapter
from chapter.web import visibility_version

SETTINGS_ID = 1


def current() -> Chapter:
    """The chapter's settings, read once for each request or task; default settings without a name before
    `setup`."""
    if "chapter" not in g:
        g.chapter = db.session.get(Chapter, SETTINGS_ID) or _unnamed()
    chapter: Chapter = g.chapter
    return chapter


def _unnamed() -> Chapter:
    return Chapter(
        id=SETTINGS_ID, name="Our chapter", short_name="Our chapter", zone="America/Chicago", currency="usd",
        version=0, guest_days=365, patience=3, remind_first=7, remind_again=1, thanks=True, sample=False,
        missed=False,
        sender_name="", sender_role="", signature="",
        reply_to="", email="", address="", brand="", on_brand="", accent_light="", accent_dark="", tagline="",
        privacy_line="", privacy_more="", legal_name="", ein="", changed_at=datetime(2000, 1, 1, tzinfo=UTC),
        sight=db.session.scalar(select(visibility_version.CURRENT_VERSION)),
    )  # fmt: skip
