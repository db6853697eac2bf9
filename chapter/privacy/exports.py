"""Everything that is stored about somebody, as files: data for a program, a page for reading."""

import io
import json
import zipfile
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chapter.media import queries as pictures
from chapter.media import responses
from chapter.personal_data import registry
from chapter.personal_data.declarations import PersonalTable
from chapter.personal_data.subjects import Subject
from chapter.privacy.queries import PersonalData
from chapter.web.filters import full_day, full_day_in, time_in


def as_tables(kept: PersonalData) -> dict[str, list[dict[str, Any]]]:
    """The rows of each exported table, by its name, without what is secret; people first, mails last."""
    tables = [one for one in registry.personal_tables() if registry.is_exported(one)]
    tables.sort(key=lambda one: (one.export != "people", one.export == "mails"))
    return {
        str(one.export): [_plain(one, kept.subject, row) for row in kept[str(one.export)]] for one in tables
    }


def as_json(kept: PersonalData) -> str:
    """The tables as a JSON document."""
    return json.dumps(as_tables(kept), indent=1, ensure_ascii=False, default=str)


def in_words(value: Any, zone: ZoneInfo) -> str:
    """A value as people read it: ``December 10, 2026, 6:30 p.m.``, ``Yes``."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{full_day_in(value, zone)}, {time_in(value, zone)}"
    return full_day(value) if isinstance(value, date) else str(value)


def as_zip(kept: PersonalData, page: str) -> bytes:
    """A ZIP file with ``data.json``, ``page`` as ``read-me.html``, and the photo; without it when the store
    lost its bytes. Aborts with 503 while the store does not answer."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", as_json(kept))
        file.writestr("read-me.html", page)
        for profile in kept["profiles"]:
            photo = pictures.file_of(profile.photo_id, "large")
            if photo and (content := responses.content_if_kept(photo)) is not None:
                file.writestr("photo.webp", content)
    return out.getvalue()


def _plain(one: PersonalTable, subject: Subject, row: Any) -> dict[str, Any]:
    hidden = one.unexported | frozenset(one.hides(subject, row) if one.hides is not None else ())
    return {column.key: getattr(row, column.key) for column in one.table.columns if column.key not in hidden}
