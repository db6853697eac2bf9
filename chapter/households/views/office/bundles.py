"""The office's view of a household or company: naming, mailing again, removing, changing the payer.

Nobody is made a member here: a named person gets the same mail as when the payer names them, and answers it.
"""

from flask import abort
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, directors
from chapter.forms.submission import flash_done, pressed
from chapter.gateways import clock
from chapter.households import queries as households_queries
from chapter.households.rules import bundles, invitations
from chapter.households.views.office import bp
from chapter.membership import queries
from chapter.membership.forms import NamedPersonForm
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment
from chapter.membership.rules import invitations as membership_invitations
from chapter.membership.views.office import person
from chapter.membership.views.office.person import PERSON
from chapter.people.models import Person
from chapter.web.access import allow

MAILED = "We’ll email {}, who can say yes or no."


@bp.post(f"{PERSON}/bundle")
@allow(directors)
def invite(public_id: str) -> ResponseReturnValue:
    """Invite somebody to a person’s bundle."""
    who, form = person.person_or_404(public_id), NamedPersonForm()
    enrollment = queries.enrollment_of(who.id)
    if enrollment is None:
        return person.redirect_to_person(who)
    with form.trying(lambda form: person.person_page(who, bundle=form)), db.writing():
        by, now, nonce = current_user.actor, clock.now(), str(form.nonce.data)
        invitations.invite(enrollment.membership, form.other, nonce=nonce, by=by, now=now)
    flash_done(MAILED.format(form.other.name))
    return person.redirect_to_person(who)


@bp.post(f"{PERSON}/bundle/<int(max=2147483647):number>/end")
@allow(directors)
def remove_member(public_id: str, number: int) -> ResponseReturnValue:
    """Remove a person from a person’s bundle."""
    who = person.person_or_404(public_id)
    enrollment = _enrollment_beside(who, number, ended=True)
    with pressed(person.redirect_to_person(who)), db.writing():
        bundles.remove_member(enrollment, by=current_user.actor, now=clock.now())
    flash_done(f"{enrollment.person.name} was removed. We’ll let them know by email.")
    return person.redirect_to_person(who)


@bp.post(f"{PERSON}/bundle/<int(max=2147483647):number>/payer")
@allow(directors)
def set_payer(public_id: str, number: int) -> ResponseReturnValue:
    """Let another person of the bundle pay for all of it."""
    who = person.person_or_404(public_id)
    enrollment = _enrollment_beside(who, number)
    with pressed(person.redirect_to_person(who)), db.writing():
        bundles.set_payer(enrollment, by=current_user.actor, now=clock.now())
    flash_done(f"{enrollment.person.name} pays for everyone from now on. We’ll let them know by email.")
    return person.redirect_to_person(who)


@bp.post(f"{PERSON}/asked/<asked_id>/again")
@allow(directors)
def resend_invitation(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Mail an unanswered invitation again."""
    who = person.person_or_404(public_id)
    asked = _invitation_beside(who, asked_id)
    with pressed(person.redirect_to_person(who)), db.writing():
        invitations.resend(asked, by=current_user.actor, now=clock.now())
    flash_done("We’re sending the email again.")
    return person.redirect_to_person(who)


@bp.post(f"{PERSON}/asked/<asked_id>/end")
@allow(directors)
def withdraw_invitation(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Withdraw an invitation."""
    who = person.person_or_404(public_id)
    asked = _invitation_beside(who, asked_id)
    with pressed(person.redirect_to_person(who)), db.writing():
        membership_invitations.withdraw(asked, by=current_user.actor, now=clock.now())
    flash_done(f"The invitation of {asked.name} was withdrawn.")
    return person.redirect_to_person(who)


def _enrollment_beside(who: Person, number: int, *, ended: bool = False) -> Enrollment:
    """The enrollment in the person's bundle; with ``ended`` also one that has ended, so that a second click
    does nothing."""
    return db.first_or_404(households_queries.enrollment_beside(who, number, ended=ended))


def _invitation_beside(who: Person, asked_id: str) -> Invitation:
    own = queries.enrollment_of(who.id)
    found = households_queries.invitation_for(own.membership, asked_id) if own else None
    return found or abort(404)
