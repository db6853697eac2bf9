"""/office/people/: filtered lists of people; saved lists; a list as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.viewer import current_user, directors, staff
from chapter.exports.tables import Column, Table, row_batches
from chapter.exports.views.export import Export, export
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.membership import queries as membership
from chapter.membership import words as member_words
from chapter.people import queries as people
from chapter.people.models import ROLES, Person
from chapter.records.forms import SaveForm
from chapter.records.views.office import bp
from chapter.segments import filters, queries, rules, wording
from chapter.segments.filters import Filter
from chapter.segments.models import SavedList
from chapter.settings import queries as settings
from chapter.web import pages
from chapter.web.access import allow, second_factor_required

LINE = (
    Person.id, Person.name, Person.email, Person.pronouns, Person.organisation, Person.title,
    Person.created_at,
)  # fmt: skip
"""What a line of the file needs of a person: loading whole persons takes four times as long."""


@dataclass(frozen=True)
class PersonLine:
    """A person of the file: ``person`` has the columns of LINE."""

    person: Any
    membership: str
    tags: str
    since: date


COLUMNS: tuple[Column[PersonLine], ...] = (
    Column("Name", lambda line: line.person.name),
    Column("Email", lambda line: line.person.email),
    Column("Pronouns", lambda line: line.person.pronouns),
    Column("Organization", lambda line: line.person.organisation),
    Column("Job title", lambda line: line.person.title),
    Column("Membership", lambda line: line.membership),
    Column("Tags", lambda line: line.tags),
    Column("Added", lambda line: line.since),
)


@bp.get("/")
@allow(staff)
def people_list() -> ResponseReturnValue:
    """The people that match the filter; everybody, when it is empty."""
    wanted = filters.parse(request.args)
    return _list_page(wanted, SaveForm(formdata=None, wanted=urlencode(wanted.query)))


@bp.post("/lists")
@allow(staff)
def save_list() -> ResponseReturnValue:
    """Save the filtered list under a name."""
    form = SaveForm()
    wanted = filters.parse_query(str(form.wanted.data or ""))
    with form.trying(partial(_list_page, wanted)), db.writing():
        saved = rules.save_list(
            current_user.person,
            str(form.name.data),
            urlencode(wanted.query),
            shared=bool(form.shared.data),
            now=clock.now(),
        )
    flash(f"Saved. “{saved.name}” is above the list.")
    return _to(wanted)


@bp.post("/lists/<public_id>/end")
@allow(staff)
def end_list(public_id: str) -> ResponseReturnValue:
    """Delete a saved list: its owner may, and the managing director when it is shared."""
    saved = db.first_or_404(
        queries.saved_lists_to_delete(current_user).where(SavedList.public_id == public_id)
    )
    meant = filters.parse_query(saved.wanted)
    with pressed(_to(meant)), db.writing():
        rules.delete_list(saved)
    flash(f"Deleted the list “{saved.name}”. Its filter is still on, in case you want to save it again.")
    return _to(meant)


@bp.route("/file", methods=["GET", "POST"])
@allow(directors)
@second_factor_required
@export
def export_people() -> Export:
    """The list as a file for a spreadsheet."""
    wanted = filters.parse(request.args)
    return Export.of_table(
        "people",
        "People, with emails, memberships, and tags",
        _list_at(wanted),
        Table(COLUMNS, _lines(wanted, clock.now())),
        filter=wording.describe(wanted) if wanted.narrow else "",
    )


def _list_at(wanted: Filter) -> str:
    return f"{url_for('records_office.people_list')}?{urlencode(wanted.query)}".removesuffix("?")


def _to(wanted: Filter) -> Response:
    return redirect(_list_at(wanted), 303)


def _lines(wanted: Filter, now: datetime) -> Iterator[PersonLine]:
    meant = queries.people_matching(current_user, wanted, now).with_only_columns(*LINE)
    zone = settings.current().zone_info
    for part in row_batches(meant):
        numbers = [one.id for one in part]
        statuses, tagged = membership.statuses(numbers, now), people.tags_of(numbers)
        for person in part:
            standing, tags = statuses[person.id], tagged.get(person.id, [])
            yield PersonLine(
                person, member_words.status(standing) if standing else "",
                ", ".join(tag.words for tag in tags), person.created_at.astimezone(zone).date(),
            )  # fmt: skip
        db.session.expunge_all()


def _list_page(wanted: Filter, form: SaveForm) -> str:
    now = clock.now()
    every = queries.people_matching(current_user, wanted, now)
    page = pages.by_key(every, at=_list_at(wanted))
    shown = page.rows
    numbers = [person.id for person in shown]
    return render_template(
        "records/office/index.html",
        people=shown,
        roles=people.current_roles(shown),
        accounts=accounts_queries.accounts_of(shown),
        statuses=membership.statuses(numbers, now),
        tagged=people.tags_of(numbers),
        total=queries.count_people(every),
        page=page,
        wanted=wanted,
        as_words=wording.describe(wanted),
        choices=wording.choices(),
        lists=queries.saved_lists_for(current_user),
        kept=urlencode(wanted.query),
        me=current_user.person,
        save=form.with_id_prefix("save"),
        form_has_errors=form.has_errors,
        role_names=ROLES,
        member_words=member_words,
    )
