"""/office/people/<person>/leave: noting that somebody has died, is suspended or resigned, and revoking
that."""

from datetime import datetime, timedelta
from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from chapter import db
from chapter.accounts.viewer import current_user, directors
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.membership import queries as membership
from chapter.membership.models.departures import Departure
from chapter.membership.rules import departures
from chapter.membership.status import DECEASED
from chapter.membership.words import long_day
from chapter.people.models import Person
from chapter.people.panels import ReturnedForms
from chapter.records import rules, words
from chapter.records.forms import LeavingForm
from chapter.records.views.office import bp
from chapter.records.views.office.person import person_or_404, person_page, to_page
from chapter.settings import queries as settings
from chapter.web.access import allow, may_open

REMEMBERED = timedelta(days=60)
"""For how long after a departure was revoked the person's page says what stays released."""


@bp.post("/<public_id>/leave")
@allow(directors)
def note_departure(public_id: str) -> ResponseReturnValue:
    """Note a death, a suspension or a resignation; what lies ahead and can't stay is released, and whoever
    leads it is notified."""
    person, form = person_or_404(public_id), _form(public_id, LeavingForm())
    with form.trying(lambda form: person_page(person, leave=form)):
        with db.writing():
            noted = rules.note_departure(
                person, str(form.kind.data), why=str(form.why.data), died_on=form.died_on.data,
                by=current_user.person, now=clock.now(),
            )  # fmt: skip
        departure_id, person_id = noted.id, noted.person_id
        with db.writing():
            rules.release(departure_id, person_id, now=clock.now())
    undo = url_for("records_office.revoke_departure", public_id=public_id, number=noted.id)
    flash_done(words.noted_notice(noted), undo, "Undo")
    return to_page(person)


@bp.post("/<public_id>/leave/<int(max=2147483647):number>/take-back")
@allow(directors)
def revoke_departure(public_id: str, number: int) -> ResponseReturnValue:
    """Revoke a departure: a suspension is over, or it was noted by mistake. What was released stays so, and
    the page says that."""
    person = person_or_404(public_id)
    noted = db.first_or_404(select(Departure).where(Departure.person_id == person.id, Departure.id == number))
    with pressed(to_page(person)), db.writing():
        departures.revoke_departure(noted, by=current_user.actor, now=clock.now())
    flash(words.taken_back_notice(noted))
    return to_page(person)


def banner(person: Person, now: datetime, _sent: ReturnedForms) -> dict[str, Any]:
    """The banner on the person's page: what became of them, or what stays released since it was revoked."""
    known = membership.departures_of(person.id)
    left = next((one for one in known if one.until_on is None), None)
    last = known[0] if known and left is None else None
    lately = last is not None and last.lifted_at is not None and last.lifted_at > now - REMEMBERED
    return {
        "left": left,
        "title": words.departure_line(left, _noted(left)) if left else "",
        "means": words.EFFECTS[left.kind] if left else "",
        "back": words.taken_back_notice(last)
        if last is not None and lately and last.released_summary
        else "",
        "may": may_open("records_office.revoke_departure"),
    }


def panel(person: Person, _now: datetime, sent: ReturnedForms) -> dict[str, Any]:
    """The form for noting a departure, for whoever may, while none is in force."""
    if not may_open("records_office.note_departure") or membership.open_departure(person.id) is not None:
        return {"form": None}
    form = sent.get("leave") or _form(person.public_id, LeavingForm(formdata=None))
    return {"form": form.with_id_prefix("leave"), "open": bool(form.errors)}


def _form(public_id: str, form: LeavingForm) -> LeavingForm:
    """The form for this person: somebody without a membership can't resign or be suspended."""
    person = person_or_404(public_id)
    return form if membership.enrollment_of(person.id) is not None else form.limited_to(DECEASED)


def _noted(left: Departure) -> str:
    return long_day(left.noted_at.astimezone(settings.current().zone_info).date())
