"""/me/hours: the time that a volunteer gave, and what they log themselves."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.documents import pdf
from chapter.forms.concurrent_edits import edit_form
from chapter.gateways import clock
from chapter.hours import queries, reports, valuation
from chapter.hours.forms import CorrectForm, LogForm
from chapter.hours.models.hours import SOURCES, Hours
from chapter.hours.rules import entries
from chapter.hours.views.portal import bp
from chapter.people import edit_conflicts
from chapter.settings import queries as settings
from chapter.shifts import queries as shift_queries
from chapter.shifts.models import NO_LOG
from chapter.web.access import allow
from chapter.web.files import private_file


@bp.route("", methods=["GET", "POST"])
@allow(signed_in)
def index() -> ResponseReturnValue:
    """The viewer's hours, and a form to log more."""
    form, person = LogForm().with_nonce(), current_user.person
    form.offer(queries.loggable_opportunities(person.id, clock.now()))
    with form.trying(_page):
        whole = db.first_or_404(shift_queries.opportunity_by_public_id(form.opportunity.data))
        with db.writing():
            entry = entries.log(
                person, whole, form.entry_input, nonce=str(form.nonce.data), lead=False, by=person.actor,
                now=clock.now(),
            )  # fmt: skip
            counts = entry.counts
    flash("Logged." if counts else "Logged. The hours count once they are approved.")
    return redirect(url_for("hours_portal.index"), 303)


@bp.route("/<public_id>/correct", methods=["GET", "POST"])
@allow(signed_in)
def correct(public_id: str) -> ResponseReturnValue:
    """Correct one of the viewer's own entries: a new one replaces it."""
    person = current_user.person
    entry = db.first_or_404(queries.entry_by_public_id(public_id).where(Hours.person_id == person.id))
    form, by = edit_form(partial(_correction, entry)), person.actor
    with form.trying(partial(_correct_page, entry)), db.writing():
        latest = entries.lock_current(entry)
        edit_conflicts.lock_unchanged(form, latest, viewer=by)
        entries.correct(latest, form.entry_input, lead=False, by=by, now=clock.now())
    flash("Corrected. The old entry stays on record.")
    return redirect(url_for("hours_portal.index"), 303)


@bp.get("/certificate.pdf")
@allow(signed_in)
def certificate() -> ResponseReturnValue:
    """A certificate of all the viewer's hours as PDF; 404 when there are none."""
    person, rows = current_user.person, _counted()
    if not rows:
        abort(404)
    return _sheet("certificate", reports.certificate(person, rows, settings.current(), _today()))


@bp.get("/<int(min=2000,max=2100):year>.pdf")
@allow(signed_in)
def letter(year: int) -> ResponseReturnValue:
    """The letter of a year as PDF; 404 when no hours counted in it."""
    person, rows = current_user.person, [row for row in _counted() if row.day.year == year]
    if not rows:
        abort(404)
    return _sheet("letter", reports.letter(person, year, rows, settings.current(), _today()))


def _sheet(name: str, data: dict[str, Any]) -> Response:
    db.end_reading()
    return private_file(pdf.render_pdf(name, data), pdf.CONTENT_TYPE, f"{name}.pdf")


def _today() -> date:
    return clock.now().astimezone(settings.current().zone_info).date()


def _counted() -> Sequence[Hours]:
    return [one for one in queries.entries_of(current_user.person.id) if one.counts]


def _page(form: LogForm) -> str:
    rows = queries.entries_of(current_user.person.id)
    counted = [one for one in rows if one.counts]
    return render_template(
        "hours/portal/index.html",
        form=form,
        rows=rows,
        minutes=sum(one.minutes for one in counted),
        this_year=sum(one.minutes for one in counted if one.day.year == _today().year),
        did=reports.minutes_by_title(counted),
        years=sorted({one.day.year for one in counted}, reverse=True),
        today=_today(),
        since=entries.a_year_before(_today()),
        sources=SOURCES,
        no_log=NO_LOG,
        worth=valuation,
    )


def _correct_page(entry: Hours, form: CorrectForm) -> str:
    return render_template("hours/portal/correct.html", entry=entry, form=form, worth=valuation)


def _correction(entry: Hours, **more: Any) -> CorrectForm:
    return CorrectForm.for_entry(queries.current_entry(entry), **more)
