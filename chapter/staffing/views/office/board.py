"""/office/board: the next ninety days by shift, who fits where, and one button to assign somebody."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from wtforms import HiddenField

from chapter import db
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.forms.fields import Form
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.hours import queries as hours_queries
from chapter.opportunities.refusal_detail import refusals_for
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import queries, wording
from chapter.shifts.circles import clearance_keepers
from chapter.shifts.coverage import Coverage
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import invitations
from chapter.staffing import matching
from chapter.staffing import queries as staffing_queries
from chapter.staffing.matching import Suggestion
from chapter.staffing.rules import assignments
from chapter.staffing.views.office import bp
from chapter.web.access import allow

MOST_SHIFTS, MOST_PEOPLE, MOST_FITTING = 300, 24, 8
NOBODY = "Choose a person from your records."


class PersonForm(Form):
    """The person to assign or to ask."""

    person = HiddenField()


@dataclass(frozen=True)
class Line:
    """A shift on the board: its coverage, and who is on it."""

    shift: Shift
    stands: Coverage
    people: list[Signup]


@bp.get("/board/")
@allow(volunteer_leads)
def board() -> ResponseReturnValue:
    """The board; ``?shift=`` shows who fits, ``?person=`` selects somebody to assign."""
    return _page()


@bp.post("/board/shifts/<public_id>/place")
@allow(volunteer_leads)
def assign(public_id: str) -> ResponseReturnValue:
    """Assign somebody to a shift."""
    shift, form = db.first_or_404(queries.shift_by_public_id(public_id)), PersonForm()
    with pressed(_page, form):
        person = _chosen(form)
        with refusals_for(current_user, about=person.name), db.writing():
            signup = assignments.assign(shift, person, by=current_user.actor, now=clock.now())
            undo = url_for("staffing_office.unassign", public_id=signup.public_id)
    flash_done(f"{person.name} is signed up for {shift.title}. We sent an email.", undo)
    return _back(shift)


@bp.post("/board/signups/<public_id>/take-back")
@allow(volunteer_leads)
def unassign(public_id: str) -> ResponseReturnValue:
    """Undo an assignment."""
    signup = db.first_or_404(queries.signup_by_public_id(public_id))
    with pressed(_page), db.writing():
        assignments.unassign(signup, by=current_user.actor, now=clock.now())
    flash("Undone. We emailed the volunteer.")
    return _back(signup.shift)


@bp.post("/board/shifts/<public_id>/invite")
@allow(volunteer_leads)
def invite(public_id: str) -> ResponseReturnValue:
    """Ask somebody to take a shift, and say why we thought of them."""
    shift, form, now = db.first_or_404(queries.shift_by_public_id(public_id)), PersonForm(), clock.now()
    with pressed(_page, form):
        person = _chosen(form)
        fits = matching.suggestions(_openings(shift), staffing_queries.volunteers(now), most=200)[shift.id]
        found = next((one for one in fits if one.volunteer.id == person.id), None)
        with refusals_for(current_user), db.writing():
            invitations.invite(shift, person, why=_sentence(found), by=current_user.actor, now=now)
    flash(f"We asked {person.name} by email.")
    return _back(shift)


def _sentence(found: Suggestion | None) -> str:
    """Why we thought of them, as they may read it: what they do and like, not how much they gave."""
    reasons = found.reasons[:-1] if found else ()
    return f"We thought of you because of this: {'; '.join(reasons)}." if reasons else ""


def _chosen(form: PersonForm) -> Person:
    person = _person(str(form.person.data))
    if person is None:
        raise Refused(NOBODY)
    return person


def _person(public_id: str) -> Person | None:
    return db.first(queries.person_by_public_id(public_id))


def _back(shift: Shift) -> Response:
    return redirect(url_for("staffing_office.board", _anchor=f"shift-{shift.public_id}"), 303)


def _openings(shift: Shift) -> list[matching.Opening]:
    return staffing_queries.openings([shift], checks=clearance_keepers.includes(current_user))


def _lines() -> list[Line]:
    shifts = staffing_queries.shifts_ahead(clock.now())[:MOST_SHIFTS]
    stands = queries.coverage_by_shift(shifts)
    signups = staffing_queries.signups_by_shift(shifts)
    return [Line(one, stands[one.id], signups[one.id]) for one in shifts]


def _page(refused: str = "") -> str:
    lines, everybody = _lines(), staffing_queries.volunteers(clock.now())
    holes = [line.shift for line in lines if line.stands.state != "full"]
    chosen = next((one for one in holes if one.public_id == request.args.get("shift")), None)
    fits = matching.suggestions(_openings(chosen), everybody, MOST_FITTING)[chosen.id] if chosen else []
    rested = sorted((one for one in everybody if not one.resting), key=lambda one: (one.minutes, one.name))
    shown = rested[:MOST_PEOPLE]
    ids = {one.id for one in shown} | {one.volunteer.id for one in fits}
    named = hours_queries.people_by_id(ids)
    return render_template(
        "staffing/office/board.html",
        lines=lines,
        chosen=chosen,
        fits=[(named[one.volunteer.id], one) for one in fits],
        people=[(named[one.id], matching.load_in_words(one.minutes)) for one in shown],
        held=_person(request.args.get("person", "")),
        short=sum(line.stands.state == "short" for line in lines),
        refused=refused,
        form_has_errors=bool(refused),
        words=wording,
    )
