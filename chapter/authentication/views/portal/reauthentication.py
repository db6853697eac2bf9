"""/account/again: reauthentication, asked before something sensitive when the last proof is too old.

Whoever has a second factor uses that: a copied cookie and a stolen password are not enough to remove it. The
form that was sent before is *held*: encrypted for the account inside the page, and sent on by one click.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import Request, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account
from chapter.accounts.rules import sessions
from chapter.accounts.viewer import current_user, signed_in
from chapter.authentication import passkeys, passwords, safe_redirect
from chapter.authentication.forms import CodeForm, PasskeyForm, PasswordAgainForm
from chapter.authentication.rules import code_check
from chapter.authentication.rules import passkeys as rules
from chapter.authentication.views import code_attempts, passkey_prompts
from chapter.authentication.views.portal import bp
from chapter.forms.fields import Form
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.security import encryption, security_log, throttle
from chapter.security.client_ip import client_ip
from chapter.web.access import allow

BESIDE = 48 * 1024
"""Bytes that a form has left beside what is held: for the code, or a passkey's answer."""

UNFOLDED = 16 * 1024 * 1024
"""More bytes than any form of ours has, however it is encoded."""


@dataclass(frozen=True)
class HeldForm:
    """A form that was sent before reauthentication: its address, and its fields without the CSRF token."""

    address: str
    fields: list[tuple[str, str]]


def page_holding(sent: Request) -> ResponseReturnValue:
    """The page that asks for reauthentication, with the form that was sent held in it."""
    fields = [(name, value) for name, value in sent.form.items(multi=True) if name != "csrf_token"]
    held = _sealed(HeldForm(sent.full_path.removesuffix("?"), fields))
    if len(held) > current_app.config["MAX_CONTENT_LENGTH"] - BESIDE:
        return render_template("authentication/portal/too_long.html"), 413
    return _page(_form()(formdata=None, held=held))


@bp.get("/again")
@allow(signed_in)
def reauthenticate() -> ResponseReturnValue:
    """Ask for their second factor, or for their password when they have none."""
    return _page(_form()(formdata=None, next=safe_redirect.safe_path(request.args.get("next"))))


@bp.post("/again")
@allow(signed_in)
def submit_reauthentication() -> ResponseReturnValue:
    """Check the code or the password that was typed."""
    form, now, account = _form()(), clock.now(), current_user.account
    form.next.data = safe_redirect.safe_path(form.next.data)
    if account.secured_at is None and account.password_hash is None:
        return _by_mail(form)
    with form.trying(_page), security_log.logged_refusals("proof_failed", account=account.id):
        if isinstance(form, CodeForm):
            _take_code(account, str(form.code.data), now)
        else:
            _take_password(account, str(form.password.data), now)
    return _back(form)


@bp.post("/again/passkey")
@allow(signed_in)
def reauthenticate_by_passkey() -> ResponseReturnValue:
    """Check the answer of a passkey."""
    form, now, account = PasskeyForm(), clock.now(), current_user.account
    form.next.data = safe_redirect.safe_path(form.next.data)
    throttle.enforce((throttle.SIGN_IN_BY_ADDRESS, client_ip()), now=now)
    try:
        if not form.validate_on_submit():
            raise Refused(passkeys.LATE)
        answer = passkeys.read_answer(
            form.answer(), passkey_prompts.reauthentication_purpose(account), now=now
        )
        passkey, count = passkey_prompts.verified_passkey(answer)
        with db.writing():
            if rules.use(passkey, count, now=now).id != account.id:
                raise Refused(passkeys.UNKNOWN)
            sessions.note_reauthenticated(current_user.open_session, now=now)
    except Refused as refused:
        security_log.log_event("proof_failed", account=account.id)
        form.show_error(refused)
        return _page(_form()(formdata=None, next=form.next.data, held=form.held.data), form)
    return _back(form)


def _by_mail(form: Form) -> ResponseReturnValue:
    """For an account with neither password nor second factor: continue if its owner signed in anew by a
    mailed link meanwhile, else ask for that."""
    if current_user.proved(clock.now()):
        return _back(form)
    asked = form.__class__(formdata=None, next=form["next"].data, held=form["held"].data)
    asked.form_errors.append(
        "You haven’t signed in again yet. Open the link from your email in this browser."
    )
    return _page(asked)


def _take_code(account: Account, typed: str, now: datetime) -> None:
    code_attempts.count_attempt(account, typed, now=now)
    with db.writing():
        code_check.use_code(account, typed, now=now)
        sessions.note_reauthenticated(current_user.open_session, now=now)


def _take_password(account: Account, typed: str, now: datetime) -> None:
    here = current_user.open_session
    throttle.enforce((throttle.PASSWORD_AGAIN, here.public_id), now=now)
    kept = account.password_hash
    db.end_reading()
    if not passwords.matches(kept, typed):
        raise Refused("That isn’t your password.", "password")
    with db.writing():
        throttle.reset(throttle.PASSWORD_AGAIN, here.public_id)
        sessions.note_reauthenticated(here, now=now)


def _form() -> type[CodeForm] | type[PasswordAgainForm]:
    return CodeForm if current_user.account.secured_at is not None else PasswordAgainForm


def _page(form: Form, sent: PasskeyForm | None = None) -> ResponseReturnValue:
    """Render the page; ``sent`` is the passkey's form when that one had errors."""
    account, now = current_user.account, clock.now()
    app, failed = accounts_queries.code_app(account), form.has_errors or sent is not None
    page = render_template(
        "authentication/portal/again.html",
        form=form,
        sent=sent,
        account=account,
        passkey=passkey_prompts.reauthentication_prompt(
            account, _said(form, "next"), held=_said(form, "held"), now=now
        ),
        has_app=app is not None and app.proved_at is not None,
        form_has_errors=failed,
        holds=bool(form["held"].data),
    )
    return page, 422 if failed else 200


def _back(form: Form) -> ResponseReturnValue:
    """Continue to the wanted page; a held form is sent on by one more click, since only a browser can send
    it."""
    held = _unsealed(_said(form, "held"))
    if held is not None:
        return render_template("authentication/portal/goes_on.html", held=held)
    return redirect(form["next"].data or url_for("authentication_portal.account"), 303)


def _said(form: Form, name: str) -> str:
    return str(form[name].data or "")


def _sealed(held: HeldForm) -> str:
    return encryption.encrypt_compressed(json.dumps(asdict(held), ensure_ascii=False), _about())


def _unsealed(sealed: str) -> HeldForm | None:
    """The held form; None when there is none, or it was encrypted for another account."""
    try:
        kept = json.loads(encryption.decrypt_compressed(sealed, _about(), most=UNFOLDED))
    except encryption.DecryptionFailed:
        return None
    return HeldForm(kept["address"], [(name, value) for name, value in kept["fields"]])


def _about() -> str:
    return f"held for account {current_user.account.id}"
