"""Who belongs to a household or company, as the office sees it: named, mailed again, taken out, who pays.

Nobody is made a member here: who is named gets the mail that the payer's own press sends, and says yes or no.
"""

from flask.typing import ResponseReturnValue
from sqlalchemy import and_, or_, select

from chapter import db
from chapter.accounts.viewer import directors
from chapter.gateways import clock
from chapter.households.rules import bundles, invitations
from chapter.households.views.office import bp
from chapter.membership import queries
from chapter.membership.forms import NamedPersonForm
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment
from chapter.membership.rules import invitations as membership_invitations
from chapter.membership.views.office import person
from chapter.membership.views.office.members import flash_done
from chapter.membership.views.office.person import PERSON
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer

MAILED = "{} gets an email, and belongs to it as soon as they say yes."


@bp.post(f"{PERSON}/bundle")
@allow(directors)
def invite(public_id: str) -> ResponseReturnValue:
    """Name one more for her bundle."""
    who, form = person.person_or_404(public_id), NamedPersonForm()
    place = queries.enrollment_of(who.id)
    if place is None:
        return person.redirect_to_person(who)
    if not form.validate_on_submit():
        return person.person_page(who, bundle=form), 422
    by, now = current_viewer().actor, clock.now()
    try:
        with db.writing():
            invitations.invite(place.membership, form.other, nonce=str(form.nonce.data), by=by, now=now)
    except Refused as refused:
        form.show_error(refused)
        return person.person_page(who, bundle=form), 422
    flash_done(MAILED.format(form.other.name))
    return person.redirect_to_person(who)


@bp.post(f"{PERSON}/bundle/<int(max=2147483647):number>/end")
@allow(directors)
def remove_member(public_id: str, number: int) -> ResponseReturnValue:
    """Take somebody out of her bundle."""
    who = person.person_or_404(public_id)
    place = _place_beside(who, number, gone=True)
    done = f"{place.person.name} belongs to it no more, and hears so by email."
    return person.run_action(
        who, lambda: bundles.remove_member(place, by=current_viewer().actor, now=clock.now()), done
    )


@bp.post(f"{PERSON}/bundle/<int(max=2147483647):number>/payer")
@allow(directors)
def set_payer(public_id: str, number: int) -> ResponseReturnValue:
    """Let somebody of her bundle pay for all of it."""
    who = person.person_or_404(public_id)
    place = _place_beside(who, number)
    done = f"{place.person.name} pays for all of them from now on, and hears so by email."
    return person.run_action(
        who, lambda: bundles.set_payer(place, by=current_viewer().actor, now=clock.now()), done
    )


@bp.post(f"{PERSON}/asked/<asked_id>/again")
@allow(directors)
def resend_invitation(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Mail one who has not answered once more."""
    who = person.person_or_404(public_id)
    asked = _asked_beside(who, asked_id)
    return person.run_action(
        who,
        lambda: invitations.resend(asked, by=current_viewer().actor, now=clock.now()),
        "The email is on its way once more.",
    )


@bp.post(f"{PERSON}/asked/<asked_id>/end")
@allow(directors)
def withdraw_invitation(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Take back that one was asked."""
    who = person.person_or_404(public_id)
    asked = _asked_beside(who, asked_id)
    return person.run_action(
        who,
        lambda: membership_invitations.withdraw(asked, by=current_viewer().actor, now=clock.now()),
        f"{asked.name} isn’t asked anymore.",
    )


def _place_beside(who: Person, number: int, *, gone: bool = False) -> Enrollment:
    """That place in her bundle; with ``gone`` also one that has ended, so that a second press is none."""
    hers = queries.enrollment_of(who.id)
    beside = Enrollment.membership_id == (hers.membership_id if hers else None)
    whose = (
        or_(beside, Enrollment.person_id == who.id) if gone else and_(beside, Enrollment.ended_at.is_(None))
    )
    return db.first_or_404(select(Enrollment).where(Enrollment.id == number, whose))


def _asked_beside(who: Person, asked_id: str) -> Invitation:
    hers = queries.enrollment_of(who.id)
    return db.first_or_404(
        select(Invitation).where(
            Invitation.public_id == asked_id,
            Invitation.erased_at.is_(None),
            Invitation.membership_id == (hers.membership_id if hers else None),
        )
    )
