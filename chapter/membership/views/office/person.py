"""/office/members/people/<public_id>: one person's membership, and all that staff may do with it."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.viewer import current_user, directors, staff
from chapter.forms.fields import Form
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.levels import queries as levels_queries
from chapter.levels.models import Level
from chapter.levels.rules import requirements
from chapter.membership import queries, words
from chapter.membership.circles import dues_keepers
from chapter.membership.forms import DuesForm, GrantForm, NamedPersonForm, NoteForm, ReasonForm
from chapter.membership.models.dues import METHODS
from chapter.membership.models.memberships import TERM_REASONS, Term
from chapter.membership.queries import balances, bundles, progress
from chapter.membership.rules import dues, terms
from chapter.membership.views.office import bp
from chapter.membership.views.office import dues as office_dues
from chapter.people.models import Person
from chapter.people.view_log import log_view
from chapter.settings import queries as settings
from chapter.web.access import allow

PERSON = "/people/<public_id>"


@bp.get(PERSON)
@allow(staff)
def show_person(public_id: str) -> ResponseReturnValue:
    """One person’s status, requirements, dues and terms, and who belongs to the same membership."""
    return person_page(person_or_404(public_id))


@bp.post(f"{PERSON}/dues")
@allow(dues_keepers)
def record_dues(public_id: str) -> ResponseReturnValue:
    """Record dues: the person joins, renews, or comes back."""
    who, form = (
        person_or_404(public_id),
        DuesForm().offering(levels_queries.levels_with_dues(), settings.current().currency),
    )
    with form.trying(lambda form: person_page(who, dues=form)):
        level = db.session.get_one(Level, int(form.level.data))
        with db.writing():
            recorded = dues.record(who, level, form.payment(), by=current_user.actor, now=clock.now())
    flash_done(office_dues.recorded_sentence(recorded, queries.standing_of(who, clock.now())))
    return redirect_to_person(who)


@bp.post(f"{PERSON}/dues/<dues_id>/reverse")
@allow(dues_keepers)
def reverse_dues(public_id: str, dues_id: str) -> ResponseReturnValue:
    """Reverse dues, with a reason; both rows stay."""
    who, form = person_or_404(public_id), ReasonForm()
    paid = next((one for one in queries.dues_of(who) if one.public_id == dues_id), None)
    if paid is None:
        return redirect_to_person(who)
    with form.trying(lambda form: person_page(who, **{f"reverse-{dues_id}": form})), db.writing():
        dues.reverse(paid, why=str(form.why.data), by=current_user.actor, now=clock.now())
    term = db.session.get_one(Term, paid.term_id)
    then = "the term they paid for is no longer valid" if term.voided_at else "this part is due again"
    flash_done(f"Reversed. Both rows stay in the records, and {then}.")
    return redirect_to_person(who)


@bp.post(f"{PERSON}/grant")
@allow(directors)
def grant_level(public_id: str) -> ResponseReturnValue:
    """Grant the person a level that costs nothing."""
    who, form = person_or_404(public_id), GrantForm().offering(levels_queries.free_levels())
    with form.trying(lambda form: person_page(who, grant=form)):
        level = db.session.get_one(Level, int(form.level.data))
        with db.writing():
            terms.grant(who, level, by=current_user.actor, now=clock.now())
    flash_done(f"{who.first_name} has this level from today.")
    return redirect_to_person(who)


@bp.post(f"{PERSON}/requirements/<int(max=2147483647):number>/tick")
@allow(staff)
def tick_requirement(public_id: str, number: int) -> ResponseReturnValue:
    """Tick a requirement by staff."""
    who, form = person_or_404(public_id), NoteForm()
    asked = db.first_or_404(levels_queries.requirement_with_id(number))
    note, first = str(form.note.data or ""), _first_on(who)
    with form.trying(lambda form: person_page(who, **{f"tick-{number}": form})):
        undo = url_for("membership_office.untick_requirement", public_id=public_id, number=number)
        with db.writing():
            requirements.tick(asked, who, first, note=note, by=current_user.actor, now=clock.now())
    flash_done(f"Checked off: {asked.words}", undo)
    return redirect_to_person(who)


@bp.post(f"{PERSON}/requirements/<int(max=2147483647):number>/untick")
@allow(staff)
def untick_requirement(public_id: str, number: int) -> ResponseReturnValue:
    """Undo a tick of a requirement."""
    who = person_or_404(public_id)
    asked, first = db.first_or_404(levels_queries.requirement_with_id(number)), _first_on(who)
    with pressed(redirect_to_person(who)), db.writing():
        requirements.untick(asked, who, first, by=current_user.actor, now=clock.now())
    flash("Undone.")
    return redirect_to_person(who)


def person_or_404(public_id: str) -> Person:
    """The person with this public id, if this viewer may open the record; else 404."""
    return db.first_or_404(
        accounts_queries.records_open_to(current_user).where(Person.public_id == public_id)
    )


def _first_on(who: Person) -> date:
    enrollment = queries.enrollment_of(who.id)
    today = queries.today(clock.now())
    return queries.current_term_days(enrollment.membership, today)[0] if enrollment else today


def person_page(who: Person, **sent: Form) -> str:
    """Render the person’s page. ``sent`` holds the form that came back, by its name on the page."""
    log_view(who.id)
    now, standing = clock.now(), queries.standing_of(who, clock.now())
    membership, forms = standing.membership, dict(sent)
    paid, seen = queries.dues_of(who), queries.all_terms_of(who)
    forms.setdefault("dues", office_dues.dues_form_for(standing))
    forms.setdefault("grant", GrantForm(formdata=None).offering(levels_queries.free_levels()))
    forms.setdefault("bundle", NamedPersonForm(formdata=None).with_nonce())
    for one in paid:
        forms.setdefault(f"reverse-{one.public_id}", ReasonForm(formdata=None))
    met = progress.progress_of(who, now)
    for one_met in met:
        forms.setdefault(f"tick-{one_met.requirement.id}", NoteForm(formdata=None))
    return render_template(
        "membership/office/person.html",
        person=who,
        standing=standing,
        membership=membership,
        forms={name: form.with_id_prefix(name) for name, form in forms.items()},
        paid=paid,
        reversed={one.reverses_id for one in paid if one.reverses_id},
        terms=seen,
        bills=balances.bills(seen),
        due=balances.still_due(membership, queries.today(now)),
        left=queries.departures_of(who.id),
        places=queries.enrollments_in(membership) if membership else [],
        bundle=bundles.bundle_of(membership) if membership else None,
        progress=met,
        form_has_errors=bool(sent),
        methods=METHODS,
        why_terms=TERM_REASONS,
        words=words,
        today=queries.today(now),
    )


def redirect_to_person(who: Person) -> Response:
    """A redirect to the person’s page."""
    return redirect(url_for("membership_office.show_person", public_id=who.public_id), 303)
