"""/signin/second: the second factor, after a password or a mailed link; and signing in by a passkey alone.

A passkey verifies the person by finger, face or PIN, so it is both factors at once.
"""

from contextlib import AbstractContextManager
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Session
from chapter.accounts.rules import sessions as session_rules
from chapter.accounts.viewer import current_user
from chapter.authentication import passkeys, safe_redirect, sessions
from chapter.authentication.forms import CodeForm, PasskeyForm, SignInForm
from chapter.authentication.rules import code_check
from chapter.authentication.rules import passkeys as rules
from chapter.authentication.views import code_attempts, passkey_prompts
from chapter.authentication.views.public import bp
from chapter.forms.fields import Form
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.security import security_log, throttle
from chapter.security.client_ip import client_ip
from chapter.web.access import allow, everyone


@bp.get("/signin/second")
@allow(everyone)
def second_factor() -> ResponseReturnValue:
    """Ask for a code or a passkey."""
    return _page(CodeForm(formdata=None, next=safe_redirect.safe_path(request.args.get("next"))))


@bp.post("/signin/second")
@allow(everyone)
def submit_second_factor_code() -> ResponseReturnValue:
    """Accept a code: of the app, or a recovery code."""
    form, now = CodeForm(), clock.now()
    form.next.data = safe_redirect.safe_path(form.next.data)
    with form.trying(_page):
        _count(now)
        session = sessions.awaiting_second_factor(now)
        if session is None:
            return _anew()
        code_attempts.count_attempt(session.account, str(form.code.data), now=now)
        with _logged(session, "code"), db.writing():
            code_check.use_code(session.account, str(form.code.data), now=now)
            secret = session_rules.complete(session, now=now)
    return _welcome(secret, form.next.data)


@bp.post("/signin/second/passkey")
@allow(everyone)
def submit_second_factor_passkey() -> ResponseReturnValue:
    """Accept a passkey as the second factor."""
    form, now = PasskeyForm(), clock.now()
    form.next.data = safe_redirect.safe_path(form.next.data)
    with form.trying(lambda form: _page(CodeForm(formdata=None, next=form.next.data), form)):
        _count(now)
        session = sessions.awaiting_second_factor(now)
        if session is None:
            return _anew()
        with _logged(session, "passkey"):
            secret = _by_passkey(form, session, now)
    return _welcome(secret, form.next.data)


@bp.post("/signin/passkey")
@allow(everyone)
def sign_in_by_passkey() -> ResponseReturnValue:
    """Sign in by a passkey, which itself names its account."""
    form, now = PasskeyForm(), clock.now()
    form.next.data = safe_redirect.safe_path(form.next.data)
    with form.trying(lambda form: _signin_page(form, now)):
        _count(now)
        with security_log.logged_refusals("sign_in_failed", reason="passkey"):
            secret = _by_any_passkey(form, now)
    return _welcome(secret, form.next.data)


def _logged(session: Session, reason: str) -> AbstractContextManager[None]:
    return security_log.logged_refusals("second_factor_failed", account=session.account_id, reason=reason)


def _by_passkey(form: PasskeyForm, session: Session, now: datetime) -> str:
    answer = passkeys.read_answer(
        form.answer(), passkey_prompts.second_factor_purpose(session.account), now=now
    )
    passkey, count = passkey_prompts.verified_passkey(answer)
    with db.writing():
        if rules.use(passkey, count, now=now).id != session.account_id:
            raise Refused(passkeys.UNKNOWN)
        return session_rules.complete(session, now=now)


def _by_any_passkey(form: PasskeyForm, now: datetime) -> str:
    answer = passkeys.read_answer(form.answer(), passkey_prompts.SIGN_IN, now=now)
    passkey, count = passkey_prompts.verified_passkey(answer)
    with db.writing():
        account = rules.use(passkey, count, now=now)
        if account.disabled_at is not None:
            raise Refused(passkeys.UNKNOWN)
        old = current_user.session
        if old is not None:
            session_rules.end(db.lock(old), why="signed in again", now=now)
        return session_rules.begin(account, browser=sessions.browser_name(), now=now, whole=True)


def _page(form: CodeForm, sent: PasskeyForm | None = None) -> ResponseReturnValue:
    """Render the page; ``sent`` is the passkey's form when that one had errors."""
    now = clock.now()
    session = sessions.awaiting_second_factor(now)
    if session is None:
        return _anew()
    account = session.account
    app = accounts_queries.code_app(account)
    page = render_template(
        "authentication/public/second.html",
        form=form,
        sent=sent,
        passkey=passkey_prompts.second_factor_prompt(account, str(form.next.data or ""), now=now),
        has_app=app is not None and app.proved_at is not None,
        form_has_errors=_failed(form, sent),
    )
    return page, 422 if _failed(form, sent) else 200


def _failed(form: Form, sent: Form | None) -> bool:
    return form.has_errors or (sent is not None and sent.has_errors)


def _signin_page(sent: PasskeyForm, now: datetime) -> ResponseReturnValue:
    wanted = str(sent.next.data or "")
    page = render_template(
        "authentication/public/signin.html",
        form=SignInForm(formdata=None, next=wanted),
        sent=sent,
        passkey=passkey_prompts.sign_in_prompt(wanted, now=now),
        form_has_errors=True,
    )
    return page, 422


def _welcome(secret: str, wanted: str | None) -> ResponseReturnValue:
    sessions.remember(secret)
    return redirect(safe_redirect.after_signing_in(current_user, wanted), 303)


def _anew() -> ResponseReturnValue:
    return redirect(url_for("authentication.sign_in_page"), 303 if request.method == "POST" else 302)


def _count(now: datetime) -> None:
    throttle.enforce((throttle.SIGN_IN_BY_ADDRESS, client_ip()), now=now)
