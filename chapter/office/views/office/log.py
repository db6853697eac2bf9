"""/office/log/: who did what, when, to which record; before, after, and why."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import directors, event_leads
from chapter.audit import Entry, queries
from chapter.audit.queries import EntryFilter
from chapter.office import log_access, record_names
from chapter.office.forms import LogFilterForm
from chapter.office.views.office import bp
from chapter.people import name_finder
from chapter.settings import queries as settings
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.filters import clock_time, day_and_time, full_day

PAGE = 50
A_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d[\d.+:]*)?")


@bp.get("/log/")
@allow(directors, event_leads)
@second_factor_required
def log() -> ResponseReturnValue:
    """The log, the latest first; events leads see what concerns events."""
    readable = log_access.readable_by(current_viewer())
    form = _form(readable)
    valid = form.validate()
    found = (
        list(db.session.scalars(queries.entries(_wanted(form, readable)).limit(PAGE + 1))) if valid else []
    )
    shown = found[:PAGE]
    page = render_template(
        "office/office/log.html",
        form=form,
        days=_by_day(shown),
        changes=_changes,
        records=record_names.names_of_records(shown),
        actors=record_names.names_of_actors(shown),
        older=shown[-1].id if len(found) > PAGE else None,
    )
    return page, 200 if valid else 422


def _form(readable: EntryFilter) -> LogFilterForm:
    form = LogFilterForm(request.args)
    form.kind.choices = [("", "Everything"), *log_access.kinds_for(readable).items()]
    form.verb.choices = [("", "Anything"), *((verb, verb) for verb in queries.verbs(readable))]
    return form


def _wanted(form: LogFilterForm, readable: EntryFilter) -> EntryFilter:
    before = request.args.get("before", "")
    return replace(
        readable,
        kind=form.kind.data or "",
        verb=form.verb.data or "",
        person_ids=name_finder.person_ids_named(form.who.data) if form.who.data else None,
        since=_midnight(form.since.data) if form.since.data else None,
        until=_midnight(form.until.data + timedelta(days=1)) if form.until.data else None,
        before=int(before) if re.fullmatch(r"[0-9]{1,9}", before) else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), settings.current().zone_info).astimezone(UTC)


def _by_day(entries: list[Entry]) -> list[list[Entry]]:
    zone = settings.current().zone_info
    return [list(day) for _, day in groupby(entries, lambda entry: entry.at.astimezone(zone).date())]


def _changes(entry: Entry) -> list[tuple[str, str, str]]:
    values = entry.values
    before, after = (values.before, values.after) if values else ({}, {})
    return [
        (name.replace("_", " ").capitalize(), _value_text(before.get(name)), _value_text(after.get(name)))
        for name in entry.fields
    ]


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and A_TIME.fullmatch(value):
        return _time_text(value)
    return "" if value is None else str(value)


def _time_text(kept: str) -> str:
    """Format a saved date, wall-clock time or moment for the page; any other text is returned unchanged."""
    try:
        found = datetime.fromisoformat(kept)
    except ValueError:
        return kept
    if found.tzinfo is not None:
        return day_and_time(found, settings.current().zone_info)
    return f"{full_day(found)}, {clock_time(found)}" if "T" in kept else full_day(found)
