"""/office/members/applications: who applies, the state of each application, yes or no, and ten minutes to
undo."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db, money
from chapter.accounts.viewer import current_user, directors
from chapter.applications import queries as applications_queries
from chapter.applications.forms import DecisionForm
from chapter.applications.rules import applications, decisions
from chapter.applications.views.office import bp
from chapter.forms.fields import Form
from chapter.forms.idempotent_form import new_nonce
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.households import queries as households_queries
from chapter.households.rules import invitations
from chapter.membership import queries, words
from chapter.membership.circles import dues_keepers
from chapter.membership.forms import DuesForm, NamedPersonForm, ReasonForm
from chapter.membership.models.applications import APPROVED, DECLINED, Application
from chapter.membership.models.invitations import Invitation
from chapter.membership.rules import invitations as membership_invitations
from chapter.people.view_log import log_view
from chapter.settings import queries as settings
from chapter.web.access import allow

SHOWN, CLOSED_SHOWN = 200, 20
APPLICATION = "/applications/<public_id>"
UNDO_MINUTES = "This takes effect in 10 minutes, and we’ll send the email then."
STAGES = ("proved", "decided", "owing", "sent", "started")
"""The order of open applications: first those that wait for the chapter."""


@bp.get("/applications")
@allow(dues_keepers)
def applications_index() -> ResponseReturnValue:
    """List every open application, and those that were closed lately."""
    found = applications_queries.open_applications(SHOWN)
    return render_template(
        "applications/office/applications.html",
        stages=[(stage, [one for one in found if one.stage == stage]) for stage in STAGES],
        closed=applications_queries.closed_applications(CLOSED_SHOWN),
        words=words,
        now=clock.now(),
    )


@bp.get(APPLICATION)
@allow(dues_keepers)
def show_application(public_id: str) -> ResponseReturnValue:
    """Show one application: what the applicant wrote, its state, and what can be done."""
    return application_page(application_or_404(public_id))


@bp.post(f"{APPLICATION}/approve")
@allow(directors)
def approve(public_id: str) -> ResponseReturnValue:
    """Approve an application; it takes effect in ten minutes."""
    return _decide(application_or_404(public_id), APPROVED, "You approved {}.")


@bp.post(f"{APPLICATION}/decline")
@allow(directors)
def decline(public_id: str) -> ResponseReturnValue:
    """Decline an application, with a kind word; it takes effect in ten minutes."""
    return _decide(application_or_404(public_id), DECLINED, "You declined {}.")


@bp.post(f"{APPLICATION}/undo")
@allow(directors)
def undo_decision(public_id: str) -> ResponseReturnValue:
    """Undo a decision that has not taken effect."""
    found = application_or_404(public_id)
    with pressed(_to(found)), db.writing():
        decisions.undo_decision(found, by=current_user.actor, now=clock.now())
    flash_done("Decision undone.")
    return _to(found)


@bp.post(f"{APPLICATION}/again")
@allow(directors)
def resend_link(public_id: str) -> ResponseReturnValue:
    """Mail the applicant the link to continue once more."""
    found = application_or_404(public_id)
    with pressed(_to(found)), db.writing():
        applications.resend_link(found, by=current_user.actor, now=clock.now())
    flash_done(f"We’re sending the email to {found.email}.")
    return _to(found)


@bp.post(f"{APPLICATION}/set-aside")
@allow(directors)
def set_aside(public_id: str) -> ResponseReturnValue:
    """Close an application without an answer."""
    found, form = application_or_404(public_id), ReasonForm()
    with form.trying(lambda form: application_page(found, aside=form)), db.writing():
        applications.close_unanswered(found, why=str(form.why.data), by=current_user.actor, now=clock.now())
    flash("Archived. The applicant won’t get an email.")
    return redirect(url_for("applications_office.applications_index"), 303)


@bp.post(f"{APPLICATION}/dues")
@allow(dues_keepers)
def record_first_dues(public_id: str) -> ResponseReturnValue:
    """Record the first dues of an accepted applicant; the membership begins."""
    found = application_or_404(public_id)
    form = DuesForm().offering([found.level], settings.current().currency)
    with form.trying(lambda form: application_page(found, dues=form)), db.writing():
        decisions.record_first_dues(found, form.payment(), by=current_user.actor, now=clock.now())
    flash_done(f"{found.name} is now a member. We’re sending the welcome email.")
    return redirect(url_for("applications_office.applications_index"), 303)


def application_or_404(public_id: str) -> Application:
    """The application with that public id; 404 when there is none."""
    return db.first_or_404(applications_queries.all_applications().where(Application.public_id == public_id))


def _decide(found: Application, decision: str, done: str) -> ResponseReturnValue:
    form = DecisionForm()
    with form.trying(lambda form: application_page(found, decision=form)), db.writing():
        why = str(form.why.data or "") if decision == DECLINED else ""
        decisions.decide(found, decision, why=why, by=current_user.actor, now=clock.now())
    undo_url = url_for("applications_office.undo_decision", public_id=found.public_id)
    flash_done(f"{done.format(found.name)} {UNDO_MINUTES}", undo_url)
    return redirect(url_for("applications_office.applications_index"), 303)


def _to(found: Application) -> Response:
    return redirect(url_for("applications_office.show_application", public_id=found.public_id), 303)


def application_page(found: Application, **sent: Form) -> str:
    """Render the page of one application. ``sent`` holds the form that came back, by its name on the page."""
    log_view(found.person.id if found.person else None)
    standing = queries.standing_of(found.person, clock.now()) if found.person else None
    held = {
        "amount": money.typed(found.level.price_cents, settings.current().currency),
        "nonce": new_nonce(),
        "level": str(found.level_id),
    }
    dues = DuesForm(formdata=None, data={**held, "paid_on": queries.today(clock.now())})
    return render_template(
        "applications/office/application.html",
        application=found,
        standing=standing,
        decision=(sent.get("decision") or DecisionForm(formdata=None)).with_id_prefix("decision"),
        named=households_queries.named_in_application(found),
        other=(sent.get("other") or NamedPersonForm(formdata=None).with_nonce()).with_id_prefix("other"),
        aside=(sent.get("aside") or ReasonForm(formdata=None)).with_id_prefix("aside"),
        dues=sent.get("dues") or dues.offering([found.level], settings.current().currency),
        form_has_errors=bool(sent),
        words=words,
        now=clock.now(),
    )


@bp.post(f"{APPLICATION}/others")
@allow(directors)
def name_person(public_id: str) -> ResponseReturnValue:
    """Name one more person in an application: mailed when the membership begins."""
    found, form = application_or_404(public_id), NamedPersonForm()
    with form.trying(lambda form: application_page(found, other=form)), db.writing():
        by, now = current_user.actor, clock.now()
        invitations.add_to_application(found, form.other, nonce=str(form.nonce.data), by=by, now=now)
    flash_done(f"{form.other.name} was added.")
    return _to(found)


@bp.post(f"{APPLICATION}/others/<asked_id>/end")
@allow(directors)
def withdraw_named_person(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Withdraw a person who was named in an application."""
    found = application_or_404(public_id)
    asked = _named_in(found, asked_id)
    with pressed(_to(found)), db.writing():
        membership_invitations.withdraw(asked, by=current_user.actor, now=clock.now())
    flash_done(f"{asked.name} was removed.")
    return _to(found)


def _named_in(found: Application, asked_id: str) -> Invitation:
    return db.first_or_404(households_queries.invitation_in_application(found, asked_id))
