"""/me/membership: the member's membership, and whoever belongs to it: invited, mailed again, removed by the
payer; each of the others may leave."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts.viewer import current_user, signed_in
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.households import queries as households_queries
from chapter.households.rules import bundles, invitations
from chapter.households.views.portal import bp
from chapter.membership import queries, words
from chapter.membership.forms import NamedPersonForm
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment
from chapter.membership.queries import Standing, balances
from chapter.membership.queries import bundles as queries_bundles
from chapter.membership.queries.bundles import Bundle
from chapter.membership.rules import invitations as membership_invitations
from chapter.security import throttle
from chapter.web.access import allow
from chapter.web.csrf import ButtonForm

ADDED = "Added. We’ll email them, and they can say yes or no."
AGAIN = "We’re sending the email again."


@bp.get("")
@allow(signed_in)
def show_membership() -> ResponseReturnValue:
    """Show the membership: its level, until when, who pays, and who belongs to it."""
    return _page(NamedPersonForm(formdata=None).with_nonce())


@bp.post("")
@allow(signed_in)
def invite() -> ResponseReturnValue:
    """Invite somebody to the bundle that the member pays for."""
    form, now = NamedPersonForm(), clock.now()
    bundle = _paid_for()
    with form.trying(_page, limit_note=""):
        throttle.enforce((throttle.CHANGE, bundle.membership.public_id), now=now)
        with db.writing():
            invitations.invite(
                bundle.membership, form.other, nonce=str(form.nonce.data), by=current_user.actor, now=now
            )
    flash(ADDED, "done")
    return _to_membership()


@bp.post("/asked/<public_id>/again")
@allow(signed_in)
def resend_invitation(public_id: str) -> ResponseReturnValue:
    """Mail an invitation once more that was not answered."""
    found, now = _invitation(public_id), clock.now()
    with pressed(_to_membership()), db.writing():
        invitations.resend(found, by=current_user.actor, now=now)
    flash(AGAIN, "done")
    return _to_membership()


@bp.route("/asked/<public_id>/end", methods=["GET", "POST"])
@allow(signed_in)
def withdraw_invitation(public_id: str) -> ResponseReturnValue:
    """Withdraw an invitation, after a page that asks. Pressed twice it is done once."""
    found, form = _invitation(public_id), ButtonForm()
    if found.withdrawn_at is not None:
        return _withdrawn(found)
    with pressed(lambda _: _end_page(form, asked=found), form), db.writing():
        membership_invitations.withdraw(found, by=current_user.actor, now=clock.now())
    return _withdrawn(found)


@bp.route("/people/<int(max=2147483647):number>/end", methods=["GET", "POST"])
@allow(signed_in)
def remove_member(number: int) -> ResponseReturnValue:
    """Remove a person from the bundle, or leave it, after a page that asks. Pressed twice it is done once."""
    enrollment, form = _enrollment(number), ButtonForm()
    leaves = enrollment.person_id == current_user.person.id
    name = queries_bundles.name_in(enrollment.membership, enrollment.person)
    if enrollment.ended_at is not None:
        return _removed(name, leaves=leaves)
    with pressed(lambda _: _end_page(form, place=enrollment, leaves=leaves, name=name), form), db.writing():
        bundles.remove_member(enrollment, by=current_user.actor, now=clock.now())
    return _removed(name, leaves=leaves)


def _withdrawn(found: Invitation) -> Response:
    return _flash_and_return(f"{found.name} was removed. The spot is open again.")


def _removed(name: str, *, leaves: bool) -> Response:
    return _flash_and_return("You left the membership." if leaves else f"{name} was removed.")


def _flash_and_return(said: str) -> Response:
    """Redirect to the page, with ``said`` as its flash; in a preview nothing was done and nothing is
    flashed."""
    if request.method == "POST":
        flash(said, "done")
    return redirect(url_for("households_portal.show_membership"), 303)


def _paid_for() -> Bundle:
    """The household or company that the member pays for; 404 when there is none."""
    standing = queries.standing_of(current_user.person, clock.now())
    if standing.membership is None or not standing.pays:
        abort(404)
    return queries_bundles.bundle_of(standing.membership)


def _invitation(public_id: str) -> Invitation:
    """An invitation to what the member pays for that is open or was withdrawn; else 404."""
    found = households_queries.invitation_for(_paid_for().membership, public_id)
    return found if found and (found.open or found.withdrawn_at) else abort(404)


def _enrollment(number: int) -> Enrollment:
    """An enrollment, ended or not, in what the member pays for, or their own in what another pays for; never
    the payer's. Else 404."""
    enrollment = db.first_or_404(households_queries.enrollment_with_id(number))
    me, payer = current_user.person.id, enrollment.membership.payer_id
    if enrollment.person_id == payer or me not in {payer, enrollment.person_id}:
        abort(404)
    return enrollment


def _to_membership() -> Response:
    return redirect(url_for("households_portal.show_membership"), 303)


def _end_page(form: ButtonForm, **shown: Any) -> str:
    return render_template("households/portal/end.html", form=form, words=words, **shown)


def _page(form: NamedPersonForm) -> str:
    now = clock.now()
    standing: Standing = queries.standing_of(current_user.person, now)
    membership = standing.membership
    bundle = queries_bundles.bundle_of(membership) if membership is not None else None
    return render_template(
        "households/portal/membership.html",
        standing=standing,
        membership=membership,
        bundle=bundle if standing.pays else None,
        mine=next(
            (one.place for one in bundle.members if one.place.person_id == current_user.person.id), None
        )
        if bundle
        else None,
        runs=membership is not None and queries.is_running(membership, now),
        due=balances.still_due(membership, queries.today(now)) if standing.pays else None,
        form=form,
        form_has_errors=form.has_errors,
        now=now,
        words=words,
    )
