"""/me/data and /me/leave: everything about her as one file, and leaving for good."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from chapter import db
from chapter.gateways import clock
from chapter.people.lately import lately
from chapter.people.models.farewell import Farewell
from chapter.people.rules import farewells
from chapter.people.viewer import signed_in
from chapter.privacy import files, queries
from chapter.refusal import Refused
from chapter.web.access import allow, current_viewer, everyone
from chapter.web.csrf import ButtonForm
from chapter.web.forms import FORM_EXPIRED

bp = Blueprint("my_own", __name__, url_prefix="/me")


@bp.get("/data")
@allow(signed_in)
def data() -> ResponseReturnValue:
    """What she can take along, and how she leaves."""
    return _page()


@bp.get("/data/everything.zip")
@allow(signed_in)
@lately
def take() -> ResponseReturnValue:
    """All of it: data for a program, a page to read, her photo."""
    account = current_viewer().account
    kept = queries.kept_of(account)
    page = render_template("privacy/portal/everything.html", tables=files.tables(kept), person=account.person)
    headers = {
        "Content-Disposition": 'attachment; filename="everything-about-me.zip"',
        "Cache-Control": "private, no-store",
    }
    return Response(files.zipped(kept, page), mimetype="application/zip", headers=headers)


@bp.post("/leave")
@allow(signed_in)
@lately
def leave() -> ResponseReturnValue:
    """Ask to be erased: a mail goes out, and nothing else happens."""
    if not ButtonForm().validate_on_submit():
        return _page(FORM_EXPIRED), 422
    try:
        with db.writing():
            asked = farewells.ask(current_viewer().account, now=clock.now())
    except Refused as refused:
        return _page(refused.sentence), 422
    flash(f"We have mailed {asked.account.email}. Confirm it there, and a week begins.")
    return redirect(url_for("my_own.data"), 303)


@bp.post("/stay")
@allow(signed_in)
def stay() -> ResponseReturnValue:
    """Change her mind."""
    standing = farewells.standing(current_viewer().account.id)
    if not ButtonForm().validate_on_submit():
        return _page(FORM_EXPIRED), 422
    if standing is not None:
        with db.writing():
            farewells.stay(standing, now=clock.now())
    flash("Nothing is erased. It is good that you stay.", "done")
    return redirect(url_for("my_own.data"), 303)


@bp.get("/leave/<token>")
@allow(everyone)
def confirming(token: str) -> ResponseReturnValue:
    """The mailed link: one button."""
    return _confirm_page(_asked(token))


@bp.post("/leave/<token>")
@allow(everyone)
def confirm(token: str) -> ResponseReturnValue:
    """Let the week begin."""
    asked = _asked(token)
    if not ButtonForm().validate_on_submit():
        return _confirm_page(asked, FORM_EXPIRED), 422
    try:
        with db.writing():
            farewells.confirm(asked, now=clock.now())
    except Refused as refused:
        return _confirm_page(asked, refused.sentence), 422
    return redirect(url_for("my_own.confirming", token=token), 303)


@bp.post("/leave/<token>/stay")
@allow(everyone)
def stay_by_link(token: str) -> ResponseReturnValue:
    """Change her mind by the same link, signed in or not."""
    asked = _asked(token)
    if not ButtonForm().validate_on_submit():
        return _confirm_page(asked, FORM_EXPIRED), 422
    with db.writing():
        farewells.stay(asked, now=clock.now())
    return redirect(url_for("my_own.confirming", token=token), 303)


def _asked(token: str) -> Farewell:
    found = farewells.by_token(token)
    if found is None or found.done_at is not None:
        raise NotFound
    return found


def _page(trouble: str = "") -> str:
    standing = farewells.standing(current_viewer().account.id)
    return render_template(
        "privacy/portal/data.html", standing=standing, trouble=trouble, form_has_errors=bool(trouble)
    )


def _confirm_page(asked: Farewell, trouble: str = "") -> str:
    return render_template(
        "privacy/portal/leave.html", asked=asked, trouble=trouble, form_has_errors=bool(trouble)
    )
