"""/office/giving/statements: the year-end statements of givers whom no mail reaches, to be printed."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, treasurers
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.exports.views.export import Export, export
from chapter.gateways import clock
from chapter.givers import queries, year_end_statements
from chapter.givers.forms import StatementsForm
from chapter.givers.rules import statement_requests
from chapter.givers.views.office import bp
from chapter.givers.views.office.givers import givers_page
from chapter.givers.views.public.year_end_statements import statement_sheet
from chapter.givers.year_end_statements import YearEndStatement
from chapter.giving import words
from chapter.settings import queries as settings
from chapter.web.access import allow, second_factor_required


@bp.post("/statements")
@allow(treasurers)
def send_statements() -> ResponseReturnValue:
    """Show to whom the statements of a year go, then send them; then list the givers whom no mail reaches."""
    form = StatementsForm()
    with form.trying(givers_page):
        if goes_back():
            return givers_page(form)
        year, now = form.year.data or 0, clock.now()
        statement_requests.check_year_is_over(year, now)
        draft = kinds.draft(statement_requests.STATEMENTS, settings.current(), year=year)
        first = preview_page(form, draft, back=url_for("givers_office.givers"))
        if first is not None:
            return first
        with db.writing():
            chapter = db.lock(settings.current())
            many = statement_requests.request_statements(year, by=current_user.actor, now=now)
            send_now_if_pressed(
                db.first(broadcasts_queries.held_about(chapter, statement_requests.STATEMENTS))
            )
    if not many:
        flash(f"Everyone who gave in {year} has a statement, has one on the way, or left no email.")
    if queries.givers_without_mail(year, settings.current().zone_info):
        return redirect(url_for("givers_office.to_print", year=year), 303)
    return redirect(url_for("givers_office.givers"), 303)


@bp.get("/statements/<int(min=2000,max=2100):year>")
@allow(treasurers)
def to_print(year: int) -> ResponseReturnValue:
    """List the people who gave in that year and get no mail, each with their statement."""
    return render_template(
        "givers/office/to_print.html", found=_not_reached(year), year=year, over=_over(year, clock.now()),
        words=words,
    )  # fmt: skip


@bp.route("/statements/<int(min=2000,max=2100):year>.pdf", methods=["GET", "POST"])
@allow(treasurers)
@second_factor_required
@export
def printed(year: int) -> Export:
    """Download their statements as one PDF, each on a page of its own."""
    sheets = [statement_sheet(one) for one in _not_reached(year)]
    if not sheets:
        abort(404)
    return Export.of_sheet(
        f"statements-{year}",
        f"Year-end statements for givers in {year} without email, one per page",
        url_for("givers_office.to_print", year=year),
        template="receipt",
        data={**sheets[0], "title": f"Year-end statements for {year}", "sheets": sheets},
        rows=len(sheets),
    )


def _not_reached(year: int) -> list[YearEndStatement]:
    return year_end_statements.statements_of(
        queries.givers_without_mail(year, settings.current().zone_info), year
    )


def _over(year: int, now: datetime) -> bool:
    return year < now.astimezone(settings.current().zone_info).year
