"""Who belongs to a household or company, as the office sees it: named, mailed again, taken out, who pays.

Nobody is made a member here: who is named gets the mail that the payer's own press sends, and says yes or no.
"""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, or_, select

from chapter import db
from chapter.gateways import clock
from chapter.membership import queries
from chapter.membership.forms import OtherForm
from chapter.membership.inviting import Invitation
from chapter.membership.joining import Application
from chapter.membership.models import Place
from chapter.membership.rules import bundles, inviting
from chapter.membership.views import office_applications, office_person
from chapter.membership.views.office import bp, say
from chapter.membership.views.office_person import PERSON
from chapter.people.models import Person
from chapter.people.viewer import directors
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

__all__ = ["bp"]
APPLICATION = "/applications/<public_id>"
MAILED = "{} gets an email, and belongs to it as soon as they say yes."


@bp.post(f"{PERSON}/bundle")
@allow(directors)
def add_to_bundle(public_id: str) -> ResponseReturnValue:
    """Name one more for her bundle."""
    who, form = office_person.found(public_id), OtherForm()
    place = queries.place_of(who.id)
    if place is None:
        return office_person.to(who)
    if not form.validate_on_submit():
        return office_person.page(who, bundle=form), 422
    by, now = current_viewer().actor, clock.now()
    try:
        with db.writing():
            inviting.add(place.membership, form.other, nonce=str(form.nonce.data), by=by, now=now)
    except Refused as refused:
        form.show_error(refused)
        return office_person.page(who, bundle=form), 422
    say(MAILED.format(form.other.name))
    return office_person.to(who)


@bp.post(f"{PERSON}/bundle/<int(max=2147483647):number>/end")
@allow(directors)
def take_out(public_id: str, number: int) -> ResponseReturnValue:
    """Take somebody out of her bundle."""
    who = office_person.found(public_id)
    place = _place_beside(who, number, gone=True)
    done = f"{place.person.name} belongs to it no more, and hears so by email."
    return office_person.act(
        who, lambda: bundles.take_out(place, by=current_viewer().actor, now=clock.now()), done
    )


@bp.post(f"{PERSON}/bundle/<int(max=2147483647):number>/payer")
@allow(directors)
def let_pay(public_id: str, number: int) -> ResponseReturnValue:
    """Let somebody of her bundle pay for all of it."""
    who = office_person.found(public_id)
    place = _place_beside(who, number)
    done = f"{place.person.name} pays for all of them from now on, and hears so by email."
    return office_person.act(
        who, lambda: bundles.let_pay(place, by=current_viewer().actor, now=clock.now()), done
    )


@bp.post(f"{PERSON}/asked/<asked_id>/again")
@allow(directors)
def mail_other_again(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Mail one who has not answered once more."""
    who = office_person.found(public_id)
    asked = _asked_beside(who, asked_id)
    return office_person.act(
        who,
        lambda: inviting.again(asked, by=current_viewer().actor, now=clock.now()),
        "The email is on its way once more.",
    )


@bp.post(f"{PERSON}/asked/<asked_id>/end")
@allow(directors)
def ask_other_no_more(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Take back that one was asked."""
    who = office_person.found(public_id)
    asked = _asked_beside(who, asked_id)
    return office_person.act(
        who,
        lambda: inviting.withdraw(asked, by=current_viewer().actor, now=clock.now()),
        f"{asked.name} isn’t asked anymore.",
    )


@bp.post(f"{APPLICATION}/others")
@allow(directors)
def name_other(public_id: str) -> ResponseReturnValue:
    """Name one more in an application: mailed when the membership begins."""
    found, form = office_applications.application_of(public_id), OtherForm()
    if not form.validate_on_submit():
        return office_applications.page(found, other=form), 422
    by, now = current_viewer().actor, clock.now()
    try:
        with db.writing():
            inviting.name_one(found, form.other, nonce=str(form.nonce.data), by=by, now=now)
    except Refused as refused:
        form.show_error(refused)
        return office_applications.page(found, other=form), 422
    say(f"{form.other.name} is on the list.")
    return redirect(url_for("members_office.show_application", public_id=public_id), 303)


@bp.post(f"{APPLICATION}/others/<asked_id>/end")
@allow(directors)
def name_no_more(public_id: str, asked_id: str) -> ResponseReturnValue:
    """Take one off the list again."""
    found = office_applications.application_of(public_id)
    asked = _named_in(found, asked_id)
    if ButtonForm().validate_on_submit():
        with db.writing():
            inviting.withdraw(asked, by=current_viewer().actor, now=clock.now())
        say(f"{asked.name} is off the list.")
    else:
        flash(FORM_EXPIRED, "refused")
    return redirect(url_for("members_office.show_application", public_id=public_id), 303)


def _place_beside(who: Person, number: int, *, gone: bool = False) -> Place:
    """That place in her bundle; with ``gone`` also one that has ended, so that a second press is none."""
    hers = queries.place_of(who.id)
    beside = Place.membership_id == (hers.membership_id if hers else None)
    whose = or_(beside, Place.person_id == who.id) if gone else and_(beside, Place.ended_at.is_(None))
    return db.first_or_404(select(Place).where(Place.id == number, whose))


def _asked_beside(who: Person, asked_id: str) -> Invitation:
    hers = queries.place_of(who.id)
    return db.first_or_404(
        select(Invitation).where(
            Invitation.public_id == asked_id,
            Invitation.erased_at.is_(None),
            Invitation.membership_id == (hers.membership_id if hers else None),
        )
    )


def _named_in(found: Application, asked_id: str) -> Invitation:
    same = select(Invitation).where(Invitation.public_id == asked_id, Invitation.erased_at.is_(None))
    return db.first_or_404(same.where(Invitation.application_id == found.id))
