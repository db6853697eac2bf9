"""Rules of the settings. The caller writes the audit entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chapter import db
from chapter.refusal import Refused
from chapter.settings import color
from chapter.settings.models import Chapter
from chapter.settings.queries import SETTINGS_ID

EDITABLE = (
    "name",
    "short_name",
    "legal_name",
    "ein",
    "address",
    "email",
    "zone",
    "currency",
    "tagline",
    "brand",
    "sender_name",
    "sender_role",
    "reply_to",
    "signature",
    "privacy_line",
    "privacy_more",
    "guest_days",
    "patience",
    "remind_first",
    "remind_again",
    "thanks",
    "missed",
    "sample",
)
SHORT_NAME_MOST = 60


def create_settings(name: str, *, now: datetime) -> Chapter:
    """Create the settings with ``name`` and defaults; returns the existing ones, if there are any."""
    chapter = db.session.get(Chapter, SETTINGS_ID)
    if chapter is None:
        chapter = Chapter(
            id=SETTINGS_ID, name=name, short_name=name[:SHORT_NAME_MOST].strip(), changed_at=now
        )
        db.session.add(chapter)
        db.session.flush()
    return chapter


def values_of(chapter: Chapter) -> dict[str, Any]:
    """The present values of all that may be changed."""
    return {name: getattr(chapter, name) for name in EDITABLE}


def change(
    chapter: Chapter, values: Mapping[str, Any], *, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set ``values``; returns the values before and after, for the log.

    Raises Refused when text on the color can't be read.
    """
    chapter = db.lock(chapter)
    before = values_of(chapter)
    for name in EDITABLE:
        setattr(chapter, name, values[name])
    _derive_colors(chapter)
    chapter.changed_at = now
    return before, values_of(chapter)


def _derive_colors(chapter: Chapter) -> None:
    """Derive the palette of the chapter's color; none when it uses the default one."""
    if not chapter.brand:
        chapter.on_brand = chapter.accent_light = chapter.accent_dark = ""
        return
    try:
        made = color.palette(chapter.brand)
    except color.ContrastTooLow as faint:
        raise Refused(
            f"Text on {chapter.brand} is too hard to read. The contrast is {faint.best:.1f} and must be at "
            f"least {color.MIN_CONTRAST}. "
            f"The nearest readable color is {faint.nearest}.",
            "brand",
        ) from None
    chapter.on_brand, chapter.accent_light, chapter.accent_dark = (
        made.on_brand,
        made.accent_light,
        made.accent_dark,
    )
