"""/office/giving/gifts/<gift>/credit: who is thanked for a gift as well."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.person_choice import person_of
from chapter.accounts.viewer import current_user, treasurers
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.givers import queries
from chapter.givers.forms import CreditForm
from chapter.givers.rules import soft_credits
from chapter.givers.views.office import bp
from chapter.givers.views.office.gift import gift_or_404
from chapter.givers.views.office.givers import person_or_404
from chapter.giving import words
from chapter.giving.models import Gift
from chapter.people.view_log import log_view
from chapter.web.access import allow

NOBODY = "No one here has this email. Add the person under People first."


@bp.post("/gifts/<public_id>/credit")
@allow(treasurers)
def credit(public_id: str) -> ResponseReturnValue:
    """Thank a second person for a gift as well."""
    gift, form = gift_or_404(public_id), CreditForm()
    with form.trying(partial(_credit_page, gift)):
        person = person_of(form.email, NOBODY)
        with db.writing():
            soft_credits.add_soft_credit(gift, person, by=current_user.actor, now=clock.now())
    flash(f"{person.name} is credited for this gift too.")
    return redirect(url_for("givers_office.credits", public_id=gift.public_id), 303)


@bp.get("/gifts/<public_id>/credit")
@allow(treasurers)
def credits(public_id: str) -> ResponseReturnValue:
    """List the people who are thanked for a gift beside the giver."""
    return _credit_page(gift_or_404(public_id), CreditForm(formdata=None))


@bp.post("/gifts/<public_id>/credit/<person_id>/end")
@allow(treasurers)
def remove_credit(public_id: str, person_id: str) -> ResponseReturnValue:
    """Remove a soft credit."""
    gift, person = gift_or_404(public_id), person_or_404(person_id)
    with pressed(partial(_credit_page, gift, CreditForm(formdata=None))), db.writing():
        soft_credits.remove_soft_credit(gift, person, by=current_user.actor, now=clock.now())
    flash(f"{person.name} is no longer credited for this gift.")
    return redirect(url_for("givers_office.credits", public_id=gift.public_id), 303)


def _credit_page(gift: Gift, form: CreditForm, trouble: str = "") -> str:
    log_view(gift.person_id)
    return render_template(
        "givers/office/credits.html", gift=gift, credits=queries.soft_credits_of(gift), form=form,
        words=words, trouble=trouble, form_has_errors=bool(trouble or form.errors),
    )  # fmt: skip
