"""/office/hours: what waits to be read, what a quarter came to, what an hour is worth."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db, money
from chapter.documents import pdf
from chapter.exports.views.export import Export, export
from chapter.gateways import clock
from chapter.people import edit_conflicts
from chapter.people.view_log import log_view
from chapter.refusal import Refused
from chapter.settings import queries as settings
from chapter.volunteering import given, hours_report, queries, worth
from chapter.volunteering.circles import volunteer_leads
from chapter.volunteering.hours_forms import CorrectForm, DeclineForm, RateForm, quarter_in
from chapter.volunteering.models.persons import SOURCES, Hours
from chapter.volunteering.rules import booking, giving_time
from chapter.web.access import allow, current_viewer, second_factor_required
from chapter.web.concurrent_edits import edit_form
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

bp = Blueprint("hours_office", __name__, url_prefix="/office/hours")


@bp.get("/")
@allow(volunteer_leads)
def index() -> ResponseReturnValue:
    """What waits."""
    return _page()


@bp.post("/<public_id>/approve")
@allow(volunteer_leads)
def approve(public_id: str) -> ResponseReturnValue:
    """It counts."""
    entry = _entry(public_id)
    if not ButtonForm().validate_on_submit():
        return _page(FORM_EXPIRED), 422
    try:
        with db.writing():
            giving_time.approve(entry, by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return _page(refused.sentence), 422
    flash("It counts.")
    return redirect(url_for("hours_office.index"), 303)


@bp.route("/<public_id>/decline", methods=["GET", "POST"])
@allow(volunteer_leads)
def decline(public_id: str) -> ResponseReturnValue:
    """It does not count, and why."""
    entry, form = _entry(public_id), DeclineForm()
    if not form.validate_on_submit():
        return _entry_page(
            "volunteering/hours/decline.html", entry, form
        ), 422 if form.is_submitted() else 200
    try:
        with db.writing():
            giving_time.decline(entry, why=str(form.why.data), by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        form.show_error(refused)
        return _entry_page("volunteering/hours/decline.html", entry, form), 422
    flash("It does not count. Your words stand on her page.")
    return redirect(url_for("hours_office.index"), 303)


@bp.route("/<public_id>/correct", methods=["GET", "POST"])
@allow(volunteer_leads)
def correct(public_id: str) -> ResponseReturnValue:
    """Another entry in its place."""
    entry, by = _entry(public_id), current_viewer().actor
    form = edit_form(partial(_correction, entry))
    if not form.validate_on_submit():
        return _entry_page(
            "volunteering/hours/correct.html", entry, form
        ), 422 if form.is_submitted() else 200
    try:
        with db.writing():
            latest = giving_time.held(entry)
            edit_conflicts.lock_unchanged(form, latest, viewer=by)
            giving_time.correct(latest, form.stretch, lead=True, by=by, now=clock.now())
    except Refused as refused:
        form.show_error(refused)
        return _entry_page("volunteering/hours/correct.html", entry, form), 422
    flash("Corrected. The old entry stays in the log.")
    return redirect(url_for("hours_office.report", quarter=_named(worth.quarter_of(form.stretch.on))), 303)


@bp.post("/signups/<public_id>/came")
@allow(volunteer_leads)
def came(public_id: str) -> ResponseReturnValue:
    """She was there, though nobody checked her in."""
    signup = db.first_or_404(queries.signup_called(public_id))
    if not ButtonForm().validate_on_submit():
        return _page(FORM_EXPIRED), 422
    try:
        with db.writing():
            booking.came(signup, by=current_viewer().actor, now=clock.now())
    except Refused as refused:
        return _page(refused.sentence), 422
    flash(f"The hours of {signup.name} are booked.")
    return redirect(url_for("hours_office.index"), 303)


@bp.route("/rates", methods=["GET", "POST"])
@allow(volunteer_leads)
def rates() -> ResponseReturnValue:
    """What an hour is worth, by year."""
    form, by = edit_form(_rate), current_viewer().actor
    if not form.validate_on_submit():
        return _rates_page(form), 422 if form.is_submitted() else 200
    try:
        with db.writing():
            year, chapter = int(form.year.data or 0), settings.current()
            edit_conflicts.lock_unchanged(form, chapter, viewer=by, record=given.rate_of(year))
            giving_time.set_rate(year, form.cents, str(form.source.data), by=by, now=clock.now())
    except Refused as refused:
        form.show_error(refused)
        return _rates_page(form), 422
    flash("Saved. Every report of that year and later values time by it.")
    return redirect(url_for("hours_office.rates"), 303)


@bp.get("/report")
@allow(volunteer_leads)
def report() -> ResponseReturnValue:
    """A quarter, by program and by person."""
    found = hours_report.report(_asked())
    parts = worth.by(found.given, lambda one: one.person_id)
    people = given.people(list(parts))
    return render_template(
        "volunteering/hours/report.html",
        found=found,
        people=sorted(((people[key], part) for key, part in parts.items()), key=lambda one: -one[1].minutes),
        rate=hours_report.rate_words(found.rate, settings.current().currency),
        name=_named(found.quarter),
        before=_named(found.quarter.before),
        after=_named(found.quarter.next) if found.quarter.next.first <= _today() else "",
        sources=SOURCES,
        worth=worth,
    )


@bp.route("/report.csv", methods=["GET", "POST"])
@allow(volunteer_leads)
@second_factor_required
@export
def report_table() -> Export:
    """Each entry of the quarter."""
    quarter = _asked()
    return Export.table(
        f"hours-{_named(quarter)}.csv",
        f"Each hour given in {quarter.words}, with who gave it",
        url_for("hours_office.report", quarter=_named(quarter)),
        head=hours_report.HEAD,
        rows=_lines(quarter),
    )


@bp.get("/report.pdf")
@allow(volunteer_leads)
def report_sheet() -> ResponseReturnValue:
    """The quarter on one page: sums by program, nobody stands in it."""
    found = hours_report.report(_asked())
    data = hours_report.sheet(found, settings.current(), _today())
    db.end_reading()
    response = Response(pdf.render_pdf("hours", data), content_type=pdf.CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="hours-{_named(found.quarter)}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _lines(quarter: worth.Quarter) -> Iterator[tuple[object, ...]]:
    yield from hours_report.table(hours_report.report(quarter), settings.current().currency)


def _today() -> date:
    return clock.now().astimezone(settings.current().zone_info).date()


def _asked() -> worth.Quarter:
    return quarter_in(request.args.get("quarter", ""), worth.quarter_of(_today()))


def _named(quarter: worth.Quarter) -> str:
    return f"{quarter.year}-{quarter.number}"


def _entry(public_id: str) -> Hours:
    return db.first_or_404(select(Hours).where(Hours.public_id == public_id))


def _page(refused: str = "") -> str:
    return render_template(
        "volunteering/hours/index.html",
        waiting=given.waiting(),
        uncounted=given.uncounted(clock.now()),
        refused=refused,
        form_has_errors=bool(refused),
        me=current_viewer().person.id,
        worth=worth,
    )


def _entry_page(name: str, entry: Hours, form: DeclineForm | CorrectForm) -> str:
    log_view(entry.person_id)
    return render_template(name, entry=entry, form=form, worth=worth)


def _rate(**more: Any) -> RateForm:
    """Blank when it is opened; what is sent is held against the year that it names."""
    typed = request.form.get("year", "")
    known = given.rate_of(int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else None
    chapter = settings.current()
    amount = money.plain(known.cents, chapter.currency) if known else ""
    stands = {"year": known.year, "amount": amount, "source": known.source} if known else {}
    form = RateForm(data=stands, **more)
    form.currency = chapter.currency
    return form


def _rates_page(form: RateForm) -> str:
    return render_template("volunteering/hours/rates.html", form=form, rates=given.rates())


def _correction(entry: Hours, **more: Any) -> CorrectForm:
    return CorrectForm.of(given.standing(entry), **more)
