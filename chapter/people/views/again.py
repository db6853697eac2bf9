"""/account/again: is it still she? Asked before something sensitive, when she proved it a while ago.

Whoever has a second factor proves with that: a copied cookie and a stolen password do not take it away.
"""

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.gateways import clock
from chapter.people import landing, passkeys, passwords, queries
from chapter.people.forms import CodeForm, PasskeyForm, PasswordAgainForm
from chapter.people.models import Account
from chapter.people.rules import passkeys as rules
from chapter.people.rules import proving, sessions
from chapter.people.viewer import signed_in
from chapter.people.views import asking, guesses
from chapter.refusal import Refused
from chapter.web import limits, security
from chapter.web.access import allow, current_viewer
from chapter.web.forms import Form
from chapter.web.requests import address

bp = Blueprint("again", __name__, url_prefix="/account/again")


@bp.get("")
@allow(signed_in)
def show() -> ResponseReturnValue:
    """Ask for her second factor, or for her password when she has none."""
    return _page(_form()(formdata=None, next=landing.wanted(request.args.get("next"))))


@bp.post("")
@allow(signed_in)
def take() -> ResponseReturnValue:
    """Take the code or the password."""
    form, now, account = _form()(), clock.now(), current_viewer().account
    form.next.data = landing.wanted(form.next.data)
    if account.secured_at is None and account.password_hash is None:
        return redirect(url_for("again.show"), 303)
    if not form.validate_on_submit():
        return _page(form)
    try:
        if isinstance(form, CodeForm):
            _take_code(account, str(form.code.data), now)
        else:
            _take_password(account, str(form.password.data), now)
    except Refused as refused:
        security.note("proof_failed", account=account.id)
        form.refuse(refused)
        return _page(form)
    return _back(form)


@bp.post("/passkey")
@allow(signed_in)
def take_passkey() -> ResponseReturnValue:
    """Take one of her passkeys."""
    form, now, account = PasskeyForm(), clock.now(), current_viewer().account
    form.next.data = landing.wanted(form.next.data)
    limits.spend((limits.SIGN_IN_BY_ADDRESS, address()), now=now)
    try:
        if not form.validate_on_submit():
            raise Refused(passkeys.LATE)
        answer = passkeys.answered(form.answer(), asking.again(account), now=now)
        passkey, count = asking.proved(answer)
        with db.writing():
            if rules.take(passkey, count, now=now).id != account.id:
                raise Refused(passkeys.UNKNOWN)
            sessions.prove(current_viewer().session, now=now)
    except Refused as refused:
        security.note("proof_failed", account=account.id)
        form.refuse(refused)
        return _page(_form()(formdata=None, next=form.next.data), form)
    return _back(form)


def _take_code(account: Account, typed: str, now: datetime) -> None:
    guesses.count(account, typed, now=now)
    with db.writing():
        proving.by_code(account, typed, now=now)
        sessions.prove(current_viewer().session, now=now)


def _take_password(account: Account, typed: str, now: datetime) -> None:
    here = current_viewer().session
    limits.spend((limits.PASSWORD_AGAIN, here.public_id), now=now)
    kept = account.password_hash
    db.end_reading()
    if not passwords.fits(kept, typed):
        raise Refused("That is not your password.", "password")
    with db.writing():
        limits.forgive(limits.PASSWORD_AGAIN, here.public_id)
        sessions.prove(here, now=now)


def _form() -> type[CodeForm] | type[PasswordAgainForm]:
    return CodeForm if current_viewer().account.secured_at is not None else PasswordAgainForm


def _page(form: Form, sent: PasskeyForm | None = None) -> ResponseReturnValue:
    """``sent`` is the passkey's form when that one came back."""
    account, now = current_viewer().account, clock.now()
    app, failed = queries.code_app(account), form.failed or sent is not None
    page = render_template(
        "people/portal/again.html",
        form=form,
        sent=sent,
        account=account,
        passkey=asking.as_proof(account, str(form["next"].data or ""), now=now),
        has_app=app is not None and app.proved_at is not None,
        form_has_errors=failed,
    )
    return page, 422 if failed else 200


def _back(form: Form) -> ResponseReturnValue:
    return redirect(form["next"].data or url_for("account.show"), 303)
