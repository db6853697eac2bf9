"""/office/hours: what waits for approval, the report of a quarter, what an hour is worth."""

from datetime import date
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db, money
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.documents import pdf
from chapter.exports.views.export import Export, export
from chapter.forms.chosen_rows import ChosenForm
from chapter.forms.concurrent_edits import edit_form
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.hours import queries as hours_queries
from chapter.hours import reports, valuation
from chapter.hours.forms import CorrectForm, DeclineForm, RateForm, quarter_in
from chapter.hours.models.hours import SOURCES, Hours
from chapter.hours.rules import credits, entries
from chapter.hours.views.office import bp
from chapter.people import edit_conflicts
from chapter.people.view_log import log_view
from chapter.plurals import agree
from chapter.settings import queries as settings
from chapter.shifts import queries
from chapter.web.access import allow, second_factor_required
from chapter.web.files import private_file


@bp.get("/")
@allow(volunteer_leads)
def index() -> ResponseReturnValue:
    """Entries that wait for approval, and sign-ups without attendance."""
    return _page()


@bp.post("/<public_id>/approve")
@allow(volunteer_leads)
def approve(public_id: str) -> ResponseReturnValue:
    """Approve an entry: it counts."""
    entry = _entry(public_id)
    with pressed(_page), db.writing():
        entries.approve(entry, by=current_user.actor, now=clock.now())
    flash("Approved.")
    return redirect(url_for("hours_office.index"), 303)


@bp.post("/approve")
@allow(volunteer_leads)
def approve_chosen() -> ResponseReturnValue:
    """Approve the entries that were chosen: all of them count, or none."""
    form = ChosenForm()
    with form.trying(lambda form: _page(chosen=form)):
        found = form.numbers(hours_queries.entries(), Hours.id, Hours.public_id)
        with db.writing():
            entries.approve_each(found, by=current_user.actor, now=clock.now())
    flash(agree(len(found), "Approved.", f"{len(found):,} entries approved."))
    return redirect(url_for("hours_office.index"), 303)


@bp.route("/<public_id>/decline", methods=["GET", "POST"])
@allow(volunteer_leads)
def decline(public_id: str) -> ResponseReturnValue:
    """Decline an entry, and say why."""
    entry, form = _entry(public_id), DeclineForm()
    with form.trying(partial(_entry_page, "hours/office/decline.html", entry)), db.writing():
        entries.decline(entry, why=str(form.why.data), by=current_user.actor, now=clock.now())
    flash("Declined. The volunteer can read your reason.")
    return redirect(url_for("hours_office.index"), 303)


@bp.route("/<public_id>/correct", methods=["GET", "POST"])
@allow(volunteer_leads)
def correct(public_id: str) -> ResponseReturnValue:
    """Correct an entry: a new one replaces it."""
    entry, by = _entry(public_id), current_user.actor
    form = edit_form(partial(_correction, entry))
    with form.trying(partial(_entry_page, "hours/office/correct.html", entry)), db.writing():
        latest = entries.lock_current(entry)
        edit_conflicts.lock_unchanged(form, latest, viewer=by)
        entries.correct(latest, form.entry_input, lead=True, by=by, now=clock.now())
    flash("Corrected. The old entry stays on record.")
    return redirect(
        url_for("hours_office.report", quarter=_named(valuation.quarter_of(form.entry_input.on))), 303
    )


@bp.post("/signups/<public_id>/came")
@allow(volunteer_leads)
def credit(public_id: str) -> ResponseReturnValue:
    """Credit somebody who was there, though nobody checked them in."""
    signup = db.first_or_404(queries.signup_by_public_id(public_id))
    with pressed(_page), db.writing():
        credits.credit_without_checkin(signup, by=current_user.actor, now=clock.now())
    flash(f"The hours of {signup.name} are recorded.")
    return redirect(url_for("hours_office.index"), 303)


@bp.route("/rates", methods=["GET", "POST"])
@allow(volunteer_leads)
def rates() -> ResponseReturnValue:
    """What an hour is worth, by year, and a form to set it."""
    form, by = edit_form(_rate), current_user.actor
    with form.trying(_rates_page), db.writing():
        year, chapter = int(form.year.data or 0), settings.current()
        edit_conflicts.lock_unchanged(form, chapter, viewer=by, record=hours_queries.rate_of(year))
        entries.set_rate(year, form.cents, str(form.source.data), by=by, now=clock.now())
    flash("Saved. Reports for that year and later use this value.")
    return redirect(url_for("hours_office.rates"), 303)


@bp.get("/report")
@allow(volunteer_leads)
def report() -> ResponseReturnValue:
    """The report of a quarter, by program and by person."""
    found = reports.report(_asked())
    parts = valuation.sum_by(found.given, lambda one: one.person_id)
    people = hours_queries.people_by_id(list(parts))
    return render_template(
        "hours/office/report.html",
        found=found,
        people=sorted(((people[key], part) for key, part in parts.items()), key=lambda one: -one[1].minutes),
        rate=reports.rate_words(found.rate, settings.current().currency),
        name=_named(found.quarter),
        before=_named(found.quarter.before),
        after=_named(found.quarter.next) if found.quarter.next.first <= _today() else "",
        sources=SOURCES,
        worth=valuation,
    )


@bp.route("/report.csv", methods=["GET", "POST"])
@allow(volunteer_leads)
@second_factor_required
@export
def report_table() -> Export:
    """Each entry of the quarter, as a table."""
    quarter = _asked()
    return Export.of_table(
        f"hours-{_in_file_name(quarter)}",
        f"Each entry of hours in {quarter.words}, with the volunteer’s name",
        url_for("hours_office.report", quarter=_named(quarter)),
        reports.hours_table(quarter, settings.current().currency),
    )


@bp.get("/report.pdf")
@allow(volunteer_leads)
def report_sheet() -> ResponseReturnValue:
    """The quarter on one page as PDF: sums by program, without names."""
    found = reports.report(_asked())
    data = reports.sheet(found, settings.current(), _today())
    db.end_reading()
    name = f"hours-{_in_file_name(found.quarter)}.pdf"
    return private_file(pdf.render_pdf("hours", data), pdf.CONTENT_TYPE, name)


def _today() -> date:
    return clock.now().astimezone(settings.current().zone_info).date()


def _asked() -> valuation.Quarter:
    return quarter_in(request.args.get("quarter", ""), valuation.quarter_of(_today()))


def _in_file_name(quarter: valuation.Quarter) -> str:
    """``2026-Q4``; without its letter a quarter reads as a month."""
    return f"{quarter.year}-Q{quarter.number}"


def _named(quarter: valuation.Quarter) -> str:
    return f"{quarter.year}-{quarter.number}"


def _entry(public_id: str) -> Hours:
    return db.first_or_404(hours_queries.entry_by_public_id(public_id))


def _page(refused: str = "", chosen: ChosenForm | None = None) -> str:
    return render_template(
        "hours/office/index.html",
        waiting=hours_queries.entries_to_approve(),
        uncounted=hours_queries.signups_without_attendance(clock.now()),
        refused=refused,
        form_has_errors=bool(refused or chosen),
        chosen=chosen or ChosenForm(formdata=None),
        me=current_user.person.id,
        worth=valuation,
    )


def _entry_page(name: str, entry: Hours, form: DeclineForm | CorrectForm) -> str:
    log_view(entry.person_id)
    return render_template(name, entry=entry, form=form, worth=valuation)


def _rate(**more: Any) -> RateForm:
    """The form of a rate: blank when it is opened; what is sent is compared with the stored rate of that
    year."""
    typed = request.form.get("year", "")
    known = (
        hours_queries.rate_of(int(typed))
        if typed.isascii() and typed.isdecimal() and len(typed) == 4
        else None
    )
    chapter = settings.current()
    amount = money.plain(known.cents, chapter.currency) if known else ""
    stands = {"year": known.year, "amount": amount, "source": known.source} if known else {}
    form = RateForm(data=stands, **more)
    form.currency = chapter.currency
    return form


def _rates_page(form: RateForm) -> str:
    return render_template("hours/office/rates.html", form=form, rates=hours_queries.rates())


def _correction(entry: Hours, **more: Any) -> CorrectForm:
    return CorrectForm.for_entry(hours_queries.current_entry(entry), **more)
