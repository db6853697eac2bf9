"""/office/hours/thanks: the letters of a year, and a thank-you in one's own words."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.broadcasts import kinds
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.views.send_preview import goes_back, preview_page, send_now_if_pressed
from chapter.gateways import clock
from chapter.hours import queries as hours_queries
from chapter.hours import valuation
from chapter.hours.forms import ThanksForm, YearForm
from chapter.hours.rules import thanks as hours_thanks
from chapter.hours.views.office import bp
from chapter.hours.views.office.people import whose
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.settings import queries as settings
from chapter.shifts import queries
from chapter.web.access import allow
from chapter.web.filters import calendar_day

SHOWN = 60


@bp.route("/thanks", methods=["GET", "POST"])
@allow(volunteer_leads)
def thanks() -> ResponseReturnValue:
    """The latest thanks; the letters of a year are previewed before they leave."""
    form, now = YearForm(), clock.now()
    if not form.is_submitted():
        form.year.data = now.astimezone(settings.current().zone_info).year - 1
    with form.trying(_page):
        if goes_back():
            return _page(form)
        year = int(form.year.data or 0)
        hours_thanks.check_year(year, now)
        draft = kinds.draft(hours_thanks.LETTERS, settings.current(), year=year)
        first = preview_page(form, draft, back=url_for("hours_office.thanks"))
        if first is not None:
            return first
        with db.writing():
            chapter = db.lock(settings.current())
            asked = hours_thanks.request_letters(year, by=current_user.actor, now=now)
            send_now_if_pressed(db.first(broadcasts_queries.held_about(chapter, hours_thanks.LETTERS)))
    if not asked:
        flash("Everyone has a letter already, or it is on its way.")
    return redirect(url_for("hours_office.thanks"), 303)


@bp.route("/people/<public_id>/thank", methods=["GET", "POST"])
@allow(volunteer_leads)
def thank(public_id: str) -> ResponseReturnValue:
    """Thank somebody in own words; ``?shift=`` names the shift to thank for."""
    person, form = whose(public_id), ThanksForm()
    if not form.is_submitted():
        form.words.data, form.signed.data = _begun(person), current_user.person.name
    with form.trying(partial(_thank_page, person)), db.writing():
        said = str(form.words.data), str(form.signed.data)
        hours_thanks.thank(person, *said, by=current_user.actor, now=clock.now())
    flash(f"We will email it to {person.first_name}.")
    return redirect(url_for("hours_office.person", public_id=public_id), 303)


def _begun(person: Person) -> str:
    """A first sentence that names their last shift, or the one in ``?shift=``."""
    past = [one for one in queries.past_signups_of(person.id, clock.now()) if one.came_at is not None]
    asked = request.args.get("shift", "")
    found = next((one for one in past if one.shift.public_id == asked), next(iter(past), None))
    if found is None:
        return ""
    shift = found.shift
    return f"Thank you for “{shift.title}” on {calendar_day(shift.starts_wall, shift.zone_info)}."


def _thank_page(person: Person, form: ThanksForm) -> str:
    log_view(person.id)
    return render_template("hours/office/thank.html", person=person, form=form)


def _page(form: YearForm) -> str:
    return render_template(
        "hours/office/thanks.html", form=form, lately=hours_queries.latest_thanks(SHOWN), worth=valuation
    )
