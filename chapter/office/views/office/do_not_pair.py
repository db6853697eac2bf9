"""/office/apart: the do-not-pair list. For directors only, and on no other page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts.viewer import current_user, directors
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.office.forms import DoNotPairForm
from chapter.office.rules import do_not_pair as office
from chapter.office.views.office import bp
from chapter.people.models import Person
from chapter.people.queries import do_not_pair as queries
from chapter.people.rules import do_not_pair
from chapter.web.access import allow


@bp.get("/apart/")
@allow(directors)
def do_not_pair_list() -> ResponseReturnValue:
    """The list, and two searches for whom to add."""
    return _page(DoNotPairForm(formdata=None))


@bp.post("/apart/")
@allow(directors)
def add_do_not_pair() -> ResponseReturnValue:
    """Add two people to the list: they are not brought together any more."""
    form = DoNotPairForm()
    one, other = queries.person_by_public_id(form.one.data), queries.person_by_public_id(form.other.data)
    form.set_choices([one] if one else [], [other] if other else [])
    with form.trying(lambda form: _page(form, one, other)):
        if one is None or other is None:
            return _page(form, one, other), 422
        by = current_user.person
        with db.writing():
            office.keep_apart(one, other, form.why.data or "", by=by, now=clock.now())
    flash("Saved. We won’t bring them together.")
    return redirect(url_for("office.do_not_pair_list"), 303)


@bp.post("/apart/<public_id>/end")
@allow(directors)
def end_do_not_pair(public_id: str) -> ResponseReturnValue:
    """End an entry: the two may be brought together again."""
    entry = queries.pair_or_404(public_id)
    with pressed(redirect(url_for("office.do_not_pair_list"), 303)), db.writing():
        do_not_pair.end(entry, by=current_user.person, now=clock.now())
    flash("Removed. They may be brought together again.")
    return redirect(url_for("office.do_not_pair_list"), 303)


def _page(form: DoNotPairForm, one: Person | None = None, other: Person | None = None) -> str:
    first, second = request.args.get("one", "")[:200], request.args.get("other", "")[:200]
    ones = [one] if one else queries.people_by_name_or_email(first)
    others = [other] if other else queries.people_by_name_or_email(second)
    form.set_choices(ones, others)
    return render_template(
        "office/office/do_not_pair.html",
        form=form,
        searched={"one": first, "other": second},
        ones=ones,
        others=others,
        aparts=queries.current_pairs(),
    )
