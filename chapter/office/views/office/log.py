"""/office/log/: who did what, when, to which record; before, after, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chapter.accounts.viewer import current_user, directors, event_leads
from chapter.audit import Entry, log_kinds, queries
from chapter.audit.queries import EntryFilter
from chapter.office import log_access
from chapter.office import queries as office
from chapter.office.forms import LogListForm
from chapter.office.views.office import bp
from chapter.people import name_finder
from chapter.settings import queries as settings
from chapter.web import pages
from chapter.web.access import allow, second_factor_required
from chapter.web.pages import Page


@bp.get("/log/")
@allow(directors, event_leads)
@second_factor_required
def log() -> ResponseReturnValue:
    """The log, the latest first; events leads see what concerns events."""
    readable = log_access.readable_by(current_user)
    form = _form(readable)
    valid = form.validate()
    page = pages.by_key(queries.entries(_wanted(form, readable))) if valid else Page([])
    body = render_template(
        "office/office/log.html",
        form=form,
        days=_by_day(page.rows),
        changes=log_kinds.changes_of(page.rows),
        **office.log_words(page.rows),
        page=page,
    )
    return body, 200 if valid else 422


def _form(readable: EntryFilter) -> LogListForm:
    form = LogListForm(request.args)
    form.kind.choices = [("", "All records"), *log_access.kinds_for(readable).items()]
    done = log_kinds.labels_of_verbs(queries.acts(readable))
    form.verb.choices = [("", "All actions"), *done.items()]
    return form


def _wanted(form: LogListForm, readable: EntryFilter) -> EntryFilter:
    return replace(
        readable,
        kind=form.kind.data or "",
        verb=form.verb.data or "",
        person_ids=name_finder.person_ids_named(form.who.data) if form.who.data else None,
        since=_midnight(form.since.data) if form.since.data else None,
        until=_midnight(form.until.data + timedelta(days=1)) if form.until.data else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), settings.current().zone_info).astimezone(UTC)


def _by_day(entries: list[Entry]) -> list[list[Entry]]:
    zone = settings.current().zone_info
    return [list(day) for _, day in groupby(entries, lambda entry: entry.at.astimezone(zone).date())]
