"""/office/volunteers: what people are needed for, and when."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, volunteer_leads
from chapter.broadcasts import queries as broadcasts_queries
from chapter.broadcasts.models import Broadcast
from chapter.forms.concurrent_edits import edit_form
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.opportunities import queries as opportunities_queries
from chapter.opportunities import wording as opportunities_wording
from chapter.opportunities.forms import NUMBERS, OpportunityForm, ProgramForm, ReasonForm, ShiftForm
from chapter.opportunities.rules import opportunities, shift_times
from chapter.opportunities.rules.programs import add_program
from chapter.opportunities.views.office import bp
from chapter.people import edit_conflicts
from chapter.people import queries as people
from chapter.security import signed_links
from chapter.settings import queries as settings
from chapter.shifts import queries, wording
from chapter.shifts.models import AUDIENCES, KINDS, Opportunity, Shift
from chapter.shifts.rules.cancellations import CALLED_OFF
from chapter.small_jobs import queries as small_jobs_queries
from chapter.web.access import allow


@bp.get("/")
@allow(volunteer_leads)
def index() -> ResponseReturnValue:
    """All opportunities, and how their shifts are staffed."""
    found = list(db.session.scalars(queries.opportunities().limit(200)))
    shifts = queries.shifts_of([one.id for one in found], since=clock.now())
    return render_template(
        "opportunities/office/index.html", found=found, shifts=shifts,
        stands=queries.coverage_by_shift(shifts), kinds=KINDS, audiences=AUDIENCES, words=wording,
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@allow(volunteer_leads)
def new() -> ResponseReturnValue:
    """Create an opportunity; nobody sees it before it is published."""
    form = _form(None)
    with form.trying(lambda form: _edit_page(form, None)), db.writing():
        details = form.opportunity_input(settings.current().zone)
        whole = opportunities.create(details, by=current_user.actor, now=clock.now())
    flash("Saved. Add shifts, then publish it.")
    return to(whole)


@bp.route("/programs", methods=["GET", "POST"])
@allow(volunteer_leads)
def programs() -> ResponseReturnValue:
    """The programs, and a form to add one."""
    form = ProgramForm()
    with form.trying(_programs_page), db.writing():
        add_program(form.name.data or "", by=current_user.actor, now=clock.now())
    return redirect(url_for("opportunities_office.programs"), 303)


@bp.get("/<slug>")
@allow(volunteer_leads)
def show(slug: str) -> ResponseReturnValue:
    """An opportunity, with its shifts."""
    return _page(opportunity(slug))


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@allow(volunteer_leads)
def edit(slug: str) -> ResponseReturnValue:
    """Change an opportunity; helpers are notified of another place."""
    whole, by = opportunity(slug), current_user.actor
    form = edit_form(partial(_form, whole))
    with form.trying(lambda form: _edit_page(form, whole)), db.writing():
        edit_conflicts.lock_unchanged(form, whole, viewer=by)
        opportunities.change(
            whole,
            form.opportunity_input(whole.zone),
            by=by,
            now=clock.now(),
            let_go=bool(form.let_go.data),
        )
        said = db.first(broadcasts_queries.held_about(whole, opportunities.PLACE))
    flash("Saved.")
    return before_it_leaves(said) or to(whole)


@bp.post("/<slug>/publish")
@allow(volunteer_leads)
def publish(slug: str) -> ResponseReturnValue:
    """Publish an opportunity."""
    whole = opportunity(slug)
    with pressed(partial(_page, whole)), db.writing():
        opportunities.publish(whole, by=current_user.actor, now=clock.now())
    flash("Published.")
    return to(whole)


@bp.route("/<slug>/cancel", methods=["GET", "POST"])
@allow(volunteer_leads)
def cancel(slug: str) -> ResponseReturnValue:
    """Cancel an opportunity with all its shifts to come; helpers are notified."""
    whole, form = opportunity(slug), ReasonForm()
    with form.trying(lambda form: cancel_page(whole, None, form)), db.writing():
        opportunities.cancel(whole, why=form.why.data or "", by=current_user.actor, now=clock.now())
        said = db.first(broadcasts_queries.held_about(whole, CALLED_OFF))
    flash("The opportunity is canceled.")
    return before_it_leaves(said) or to(whole)


@bp.route("/<slug>/shifts/new", methods=["GET", "POST"])
@allow(volunteer_leads)
def new_shift(slug: str) -> ResponseReturnValue:
    """Add a shift, or a recurring one; ``preview`` shows which would be made."""
    whole, form = opportunity(slug), ShiftForm()
    with form.trying(partial(_shift_page, whole)):
        confirm_past_date(form, whole)
        times = form.shift_input()
        if "preview" in request.form:
            return _shift_page(whole, form, shift_times.plan_shifts(whole, times, now=clock.now()))
        with db.writing():
            made = opportunities.add_shifts(whole, times, by=current_user.actor, now=clock.now())
    skipped = opportunities_wording.skipped(times.starts_wall, times.ends_wall, made)
    flash(" ".join(filter(None, (opportunities_wording.made(made), skipped))))
    return to(whole)


def confirm_past_date(form: ShiftForm, whole: Opportunity, shift: Shift | None = None) -> None:
    """Raises Refused when it would newly begin in the past, and nobody has confirmed that yet."""
    if opportunities.newly_in_the_past(form.shift_input(), whole, shift, now=clock.now()):
        form.require_past_date_confirmed(form.starts_wall)


def cancel_page(whole: Opportunity, shift: Shift | None, form: ReasonForm) -> str:
    """What canceling an opportunity, or one shift of it, does, and the form for the reason."""
    return render_template("opportunities/office/cancel.html", whole=whole, shift=shift, form=form)


def opportunity(slug: str) -> Opportunity:
    """The opportunity with this address, or 404."""
    return db.first_or_404(queries.opportunities().where(Opportunity.slug == slug))


def to(whole: Opportunity) -> Response:
    """Redirect to the page of an opportunity, after a POST."""
    return redirect(url_for("opportunities_office.show", slug=whole.slug), 303)


def before_it_leaves(said: Broadcast | None) -> Response | None:
    """Redirect to the preview of a held broadcast; None when there is none."""
    return redirect(url_for("office.show_broadcast", public_id=said.public_id), 303) if said else None


def _form(whole: Opportunity | None, **more: Any) -> OpportunityForm:
    kept = opportunities.opportunity_input_of(whole).__dict__ if whole else {}
    shown = {name: str(kept.get(name) or "") for name in NUMBERS}
    form = OpportunityForm(data={**kept, **shown}, **more)
    events = {str(one.id): one.title for one in opportunities_queries.events_ahead(clock.now())}
    if whole and whole.event:
        events[str(whole.event.id)] = whole.event.title
    leads = people.holders("volunteers", "events", "director", "member")
    form.offer(
        event_id=events,
        program_id={str(one.id): one.name for one in opportunities_queries.programs()},
        lead_id={str(one.id): one.name for one in db.session.scalars(leads.limit(300))},
    )
    return form


def _edit_page(form: OpportunityForm, whole: Opportunity | None) -> str:
    return render_template("opportunities/office/edit.html", form=form, whole=whole)


def _programs_page(form: ProgramForm) -> str:
    return render_template(
        "opportunities/office/programs.html", form=form, programs=opportunities_queries.programs()
    )


def _shift_page(whole: Opportunity, form: ShiftForm, planned: Sequence[shift_times.PlannedShift] = ()) -> str:
    return render_template(
        "opportunities/office/shift_edit.html",
        whole=whole,
        shift=None,
        form=form,
        planned=planned,
        words=opportunities_wording,
    )


def _page(whole: Opportunity, refused: str = "") -> str:
    shifts = queries.shifts_of([whole.id])
    return render_template(
        "opportunities/office/show.html", whole=whole, shifts=shifts,
        stands=queries.coverage_by_shift(shifts), now=clock.now(), refused=refused,
        form_has_errors=bool(refused),
        address=signed_links.absolute_url(url_for("shifts.opportunity", slug=whole.slug)),
        kinds=KINDS, audiences=AUDIENCES, words=wording,
        jobs=small_jobs_queries.jobs_of_event(whole.event_id) if whole.from_job and whole.event_id else [],
    )  # fmt: skip
