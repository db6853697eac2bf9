"""/office/hours/people: what one person gave, with every correction; the lead logs time for them."""

from datetime import date
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.person_choice import person_or_none
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.gateways import clock
from chapter.hours import queries as hours_queries
from chapter.hours import valuation
from chapter.hours.forms import FindPersonForm, LogForm
from chapter.hours.models.hours import SOURCES
from chapter.hours.rules import entries
from chapter.hours.views.office import bp
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.settings import queries as settings
from chapter.shifts import queries
from chapter.web.access import allow

NOBODY = "No one with this email address or name was found."


@bp.get("/people")
@allow(volunteer_leads)
def find() -> ResponseReturnValue:
    """Find whose hours to look at: by e-mail, or among those who gave most lately."""
    form = FindPersonForm(request.args)
    if "email" not in request.args:
        return _find_page(form)
    somebody = person_or_none(form.email, NOBODY) if form.validate() else None
    if somebody is None:
        return _find_page(form), 422
    return redirect(url_for("hours_office.person", public_id=somebody.public_id), 303)


@bp.route("/people/<public_id>", methods=["GET", "POST"])
@allow(volunteer_leads)
def person(public_id: str) -> ResponseReturnValue:
    """The hours of one person, and a form to log more for them."""
    somebody, form = whose(public_id), LogForm().with_nonce()
    form.offer(queries.published_opportunities())
    with form.trying(partial(_page, somebody)):
        whole = db.first_or_404(queries.opportunity_by_public_id(form.opportunity.data))
        with db.writing():
            entries.log(
                somebody, whole, form.entry_input, nonce=str(form.nonce.data), lead=True,
                by=current_user.actor, now=clock.now(),
            )  # fmt: skip
    flash("Logged.")
    return redirect(url_for("hours_office.person", public_id=public_id), 303)


def whose(public_id: str) -> Person:
    """The person, unless they were erased; 404 otherwise."""
    return db.first_or_404(queries.person_by_public_id(public_id))


def _today() -> date:
    return clock.now().astimezone(settings.current().zone_info).date()


def _find_page(form: FindPersonForm) -> str:
    return render_template(
        "hours/office/find.html", form=form, most=hours_queries.top_volunteers_of_year(_today()),
        worth=valuation, year=_today().year,
    )  # fmt: skip


def _page(somebody: Person, form: LogForm) -> str:
    log_view(somebody.id)
    rows = hours_queries.entries_of(somebody.id, corrected=True)
    return render_template(
        "hours/office/person.html",
        person=somebody,
        form=form,
        rows=rows,
        minutes=sum(one.minutes for one in rows if one.counts),
        this_year=sum(one.minutes for one in rows if one.counts and one.day.year == _today().year),
        today=_today(),
        sources=SOURCES,
        me=current_user.person.id,
        worth=valuation,
    )
