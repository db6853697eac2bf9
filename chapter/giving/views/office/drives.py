"""/office/giving: the drives, how far each is, and their forms."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.cover_art import goal_meter
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.gateways import clock
from chapter.giving import card_fees, fund_totals, queries, words
from chapter.giving.models import Drive
from chapter.giving.office_forms import DriveForm, SwitchForm, drive_form_data
from chapter.giving.rules import drives
from chapter.giving.views.office import bp
from chapter.people import edit_conflicts
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.web.access import allow


@bp.get("/")
@allow(treasurers)
def index() -> ResponseReturnValue:
    """List the drives, and what waits for the treasurer."""
    now = clock.now()
    shown = list(db.session.scalars(queries.all_drives()))
    known = queries.figures_by_drive(shown)
    found = [(drive, known[drive.id]) for drive in shown]
    return render_template(
        "giving/office/index.html",
        drives=found,
        states={drive.id: drive.state(figures.given_cents, now) for drive, figures in found},
        words=words,
    )


@bp.route("/drives/new", methods=["GET", "POST"])
@allow(treasurers)
def new() -> ResponseReturnValue:
    """Create a drive; the public sees it once it is opened."""
    form = _form(None)
    with form.trying(lambda form: _edit_page(form, None)), db.writing():
        drive = drives.add_drive(
            form.values(), form.suggested_amounts, form.fund_names, currency=form.currency,
            by=current_user.actor, now=clock.now(),
        )  # fmt: skip
    flash("Saved. The public can’t see the drive until you show it.")
    return _redirect_to_drive(drive)


@bp.get("/drives/<slug>")
@allow(treasurers)
def show(slug: str) -> ResponseReturnValue:
    """Show one drive: how far it is, who sees it."""
    return _page(_drive(slug), None)


@bp.route("/drives/<slug>/edit", methods=["GET", "POST"])
@allow(treasurers)
def edit(slug: str) -> ResponseReturnValue:
    """Change the words, the goal, the time, the funds of a drive."""
    drive, by = _drive(slug), current_user.actor
    form = edit_form(partial(_form, drive))
    with form.trying(lambda form: _edit_page(form, drive)), db.writing():
        edit_conflicts.lock_unchanged(form, drive, viewer=by)
        drives.change_drive(
            drive, form.values(), form.suggested_amounts, form.fund_names, by=by, now=clock.now()
        )
    flash("Saved.")
    return _redirect_to_drive(drive)


@bp.post("/drives/<slug>/switch")
@allow(treasurers)
def switch(slug: str) -> ResponseReturnValue:
    """Open a drive to the public, close it, or end it early."""
    drive, by = _drive(slug), current_user.actor
    form = edit_form(_switch(drive))
    with form.trying(partial(_page, drive)), db.writing():
        seen, ended = bool(form.seen.data), bool(form.ended.data)
        edit_conflicts.lock_unchanged(form, drive, viewer=by)
        drives.switch_drive(drive, seen=seen, ended=ended, by=by, now=clock.now())
    flash("Saved.")
    return _redirect_to_drive(drive)


def _drive(slug: str) -> Drive:
    return db.first_or_404(queries.all_drives().where(Drive.slug == slug))


def _form(drive: Drive | None, **more: Any) -> DriveForm:
    chapter = settings.current()
    form = DriveForm(data=drive_form_data(drive, chapter.zone_info) if drive else {}, **more)
    form.currency = drive.currency if drive else chapter.currency
    form.zone = chapter.zone_info
    return form


def _switch(drive: Drive) -> Callable[..., SwitchForm]:
    def make(**more: Any) -> SwitchForm:
        stands = {"seen": drive.opened_at is not None, "ended": drive.closed_at is not None}
        return SwitchForm(data=stands, **more)

    return make


def _edit_page(form: DriveForm, drive: Drive | None) -> str:
    return render_template("giving/office/drive_edit.html", form=form, drive=drive)


def _page(drive: Drive, came_back: SwitchForm | None) -> str:
    figures, of_funds = queries.figures(drive), fund_totals.totals_by_fund([drive])
    return render_template(
        "giving/office/drive.html",
        of_funds=of_funds,
        whole=fund_totals.totals_by_currency(of_funds),
        cost=card_fees.card_fees_of_drive(drive),
        drive=drive,
        figures=figures,
        state=drive.state(figures.given_cents, clock.now()),
        form=came_back or initial_edit_form(_switch(drive)),
        words=words,
        meter=goal_meter,
        frame=_frame(drive),
    )


def _frame(drive: Drive) -> str:
    """The HTML that shows the meter when pasted into another site."""
    address, title = signed_links.absolute_url(url_for("giving.embed", slug=drive.slug)), escape(drive.title)
    return f'<iframe src="{address}" title="{title}" width="100%" height="320" loading="lazy"></iframe>'


def _redirect_to_drive(drive: Drive) -> Response:
    return redirect(url_for("giving_office.show", slug=drive.slug), 303)
