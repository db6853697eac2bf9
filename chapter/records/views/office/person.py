"""/office/people/<person>: what the chapter knows of a person, what they do for it, how they sign in."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug import Response

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.forms import InviteForm, ReasonForm, RoleForm
from chapter.accounts.models import Account
from chapter.accounts.rules import accounts, roles
from chapter.accounts.viewer import current_user, directors, staff
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.authentication.rules import second_factor
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.fields import Form
from chapter.gateways import clock
from chapter.people import edit_conflicts, panels, queries
from chapter.people.forms import PersonForm, RelationForm
from chapter.people.models import ROLES, Person, RoleGrant
from chapter.people.rules import persons
from chapter.people.view_log import log_view
from chapter.records.views.office import bp
from chapter.web.access import allow


@bp.get("/new")
@allow(directors)
def new_person() -> ResponseReturnValue:
    """The form for a new person."""
    return _edit_page(PersonForm())


@bp.post("/new")
@allow(directors)
def create_person() -> ResponseReturnValue:
    """Add a person, after similar ones were shown, so that nobody is added twice by accident."""
    form = PersonForm()
    with form.trying(_edit_page):
        alike = queries.similar_people(str(form.name.data), str(form.email.data or ""))
        shown, form.seen.data = form.seen.data, ",".join(one.public_id for one in alike)
        known = queries.person_named(str(form.name.data), str(form.email.data or ""))
        if known is None and not {one.public_id for one in alike} <= set(str(shown or "").split(",")):
            form.form_errors.append("We know somebody with a similar name or email. Check below first.")
            return _edit_page(form, alike=alike), 422
        with db.writing():
            person = persons.add_by_office(form.details(), by=current_user.actor, now=clock.now())
    flash(f"Added {person.name}.")
    return to_page(person)


@bp.get("/<public_id>")
@allow(staff)
def person(public_id: str) -> ResponseReturnValue:
    """One person: record, roles, account. The view is logged for the person to see."""
    return person_page(person_or_404(public_id))


@bp.get("/<public_id>/edit")
@allow(directors)
def edit_person(public_id: str) -> ResponseReturnValue:
    """The form that changes what is known of a person."""
    person = person_or_404(public_id)
    log_view(person.id)
    return _edit_page(initial_edit_form(_filled(person)), person)


@bp.post("/<public_id>/edit")
@allow(directors)
def save_person(public_id: str) -> ResponseReturnValue:
    """Save the change; the second of two editors sees both versions."""
    person, by = person_or_404(public_id), current_user.actor
    form = edit_form(_filled(person))
    with form.trying(lambda form: _edit_page(form, person)), db.writing():
        edit_conflicts.lock_unchanged(form, person, viewer=by)
        persons.change(person, form.details(), by=by, now=clock.now())
    flash("Saved.")
    return to_page(person)


@bp.post("/<public_id>/roles")
@allow(directors)
@recently_authenticated
def grant_role(public_id: str) -> ResponseReturnValue:
    """Grant a role to a person."""
    person, form = person_or_404(public_id), RoleForm()
    with form.trying(lambda form: person_page(person, grant=form)), db.writing():
        role, why = str(form.role.data), str(form.why.data)
        roles.grant(db.lock(person), role, by=current_user.actor, why=why, now=clock.now())
    flash(f"{person.first_name} now has the role {ROLES[role]}.")
    return to_page(person)


@bp.post("/<public_id>/roles/<int(max=2147483647):grant_id>/end")
@allow(directors)
def end_role(public_id: str, grant_id: int) -> ResponseReturnValue:
    """End a role of a person."""
    person, form = person_or_404(public_id), ReasonForm()
    given = db.first_or_404(
        select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.id == grant_id)
    )
    with form.trying(lambda form: person_page(person, **{_ending(grant_id): form})), db.writing():
        roles.end(given, by=current_user.actor, why=str(form.why.data), now=clock.now())
    flash(f"{person.first_name} no longer has the role {ROLES[given.role]}.")
    return to_page(person)


@bp.post("/<public_id>/invite")
@allow(directors)
@recently_authenticated
def invite(public_id: str) -> ResponseReturnValue:
    """Mail the person an invitation; the previous one stops working."""
    person, form = person_or_404(public_id), InviteForm()
    with form.trying(lambda form: person_page(person, invite=form)), db.writing():
        accounts.invite(db.lock(person), str(form.email.data), by=current_user.actor, now=clock.now())
    flash(f"Invitation sent to {form.email.data}.")
    return to_page(person)


@bp.post("/<public_id>/close")
@allow(directors)
def close_account(public_id: str) -> ResponseReturnValue:
    """Close an account: it is signed out everywhere at once."""
    return _switch(public_id, accounts.disable, "Closed {}’s account and signed out all devices.")


@bp.post("/<public_id>/open")
@allow(directors)
@recently_authenticated
def reopen_account(public_id: str) -> ResponseReturnValue:
    """Open a closed account again."""
    return _switch(public_id, accounts.enable, "{} can sign in again.")


@bp.post("/<public_id>/factors/reset")
@allow(directors)
@recently_authenticated
def reset_second_factor(public_id: str) -> ResponseReturnValue:
    """Reset the person's second factor, since they lost it."""
    return _switch(
        public_id,
        second_factor.reset,
        "Two-step verification is off for {}. It can be set up again at the next sign-in.",
        "factors",
    )


def _switch(public_id: str, rule: Any, done: str, name: str = "switch") -> ResponseReturnValue:
    person, form = person_or_404(public_id), ReasonForm()
    account = db.first_or_404(select(Account).where(Account.person_id == person.id))
    with form.trying(lambda form: person_page(person, **{name: form})), db.writing():
        rule(account, by=current_user.actor, why=str(form.why.data), now=clock.now())
    flash(done.format(person.first_name))
    return to_page(person)


def person_page(person: Person, **came_back: Form) -> str:
    """Render the person's page. ``came_back`` holds the form that had errors, by name: grant, invite, switch,
    factors, relate, end-<number>, or one of a panel."""
    log_view(person.id)
    account, given = accounts_queries.account_of(person), queries.role_grants_of(person)
    address = account.email if account else person.email
    return render_template(
        "records/office/show.html",
        person=person,
        account=account,
        last_seen=accounts_queries.last_seen(account) if account else None,
        given=given,
        names=queries.names_of_granters(person),
        role_names=ROLES,
        grant=(came_back.get("grant") or RoleForm(formdata=None)).with_id_prefix("grant"),
        invite=(came_back.get("invite") or InviteForm(formdata=None, email=address)).with_id_prefix("invite"),
        switch=(came_back.get("switch") or ReasonForm(formdata=None)).with_id_prefix("switch"),
        factors=(came_back.get("factors") or ReasonForm(formdata=None)).with_id_prefix("factors"),
        endings={
            name: (came_back.get(name) or ReasonForm(formdata=None)).with_id_prefix(name)
            for name in (_ending(one.id) for one in given if one.ended_at is None)
        },
        relations=queries.relations_of(person),
        relate=(came_back.get("relate") or RelationForm(formdata=None)).with_id_prefix("relate"),
        first=panels.panels_for(person, clock.now(), came_back, first=True),
        panels=panels.panels_for(person, clock.now(), came_back),
        form_has_errors=bool(came_back),
    )


def _edit_page(form: PersonForm, person: Person | None = None, alike: Sequence[Person] = ()) -> str:
    return render_template("records/office/edit.html", form=form, person=person, alike=alike)


def _filled(person: Person) -> Callable[..., PersonForm]:
    return lambda **more: PersonForm(obj=person, **more)


def _ending(grant_id: int) -> str:
    return f"end-{grant_id}"


def person_or_404(public_id: str) -> Person:
    return db.first_or_404(
        accounts_queries.records_open_to(current_user).where(Person.public_id == public_id)
    )


def to_page(person: Person) -> Response:
    return redirect(url_for("records_office.person", public_id=person.public_id), 303)
