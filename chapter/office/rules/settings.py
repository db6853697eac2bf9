"""Changing the chapter's settings with an audit entry; the audit log lies above the settings package."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chapter import audit
from chapter.audit import Actor
from chapter.settings import rules
from chapter.settings.models import Chapter


def change(chapter: Chapter, values: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Set ``values``, and record the previous ones. Raises Refused as settings.rules.change does."""
    before, after = rules.change(chapter, values, now=now)
    audit.record_change("changed", chapter, by=by, now=now, before=before, after=after)
