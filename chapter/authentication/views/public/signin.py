"""Signing in and out, mailed links, forgotten passwords, invitations.

Nothing here reveals whether an email is known: the answers are the same to the byte, and take as long.
"""

from datetime import datetime
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, OneUseLink
from chapter.accounts.rules import accounts, one_use_links
from chapter.accounts.rules import sessions as session_rules
from chapter.accounts.viewer import current_user
from chapter.authentication import device_cookies, passwords, safe_redirect, sessions
from chapter.authentication.forms import MailLinkForm, NewPasswordForm, SignInForm
from chapter.authentication.views import passkey_prompts
from chapter.authentication.views.public import bp
from chapter.email_addresses import email_key
from chapter.forms.submission import or_answer, pressed
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.security import security_log, throttle
from chapter.security.client_ip import client_ip
from chapter.web.access import allow, everyone
from chapter.web.csrf import ButtonForm

PASSWORD_PAGES = {
    "invitation": "authentication/public/invitation.html",
    "reset": "authentication/public/new_password.html",
}


@bp.get("/signin")
@allow(everyone)
def sign_in_page() -> ResponseReturnValue:
    """The sign-in form; whoever is signed in already is redirected."""
    wanted = safe_redirect.safe_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(safe_redirect.after_signing_in(current_user, wanted))
    return _signin_page(SignInForm(next=wanted))


@bp.post("/signin")
@allow(everyone)
def sign_in() -> ResponseReturnValue:
    """Sign in by e-mail and password."""
    form = SignInForm()
    form.next.data = safe_redirect.safe_path(form.next.data)
    with form.trying(_signin_page, limit_note=""):
        secret = _sign_in(str(form.email.data), str(form.password.data), clock.now())
    return _welcome(secret, form.next.data)


@bp.post("/signout")
@allow(everyone)
def sign_out() -> ResponseReturnValue:
    """Sign this browser out, or break off signing in; a copy of its cookie stops working. ``next``: where
    signing in leads afterwards."""
    session, press = current_user.session or current_user.awaiting, ButtonForm()
    with pressed(lambda _: render_template("authentication/public/signout.html", form=press), press):
        if session is not None:
            with db.writing():
                session_rules.end(db.lock(session), why="signed out", now=clock.now())
    sessions.forget()
    flash("You’re signed out.")
    wanted = safe_redirect.safe_path(request.form.get("next"))
    return redirect(url_for("authentication.sign_in_page", next=wanted or None), 303)


@bp.get("/signin/mail")
@allow(everyone)
def ask_link() -> ResponseReturnValue:
    """The form that asks for a link instead of a password."""
    return render_template("authentication/public/ask_link.html", form=MailLinkForm())


@bp.post("/signin/mail")
@allow(everyone)
def mail_link() -> ResponseReturnValue:
    """Mail a link that signs in once."""
    return _mail("signin", "authentication/public/ask_link.html")


@bp.get("/signin/mailed")
@allow(everyone)
def mailed() -> ResponseReturnValue:
    """Say that a link was mailed; the same for every email."""
    return render_template("authentication/public/mailed.html")


@bp.get("/signin/link/<token>")
@allow(everyone)
def open_link(token: str) -> ResponseReturnValue:
    """One large button, so that a mail scanner that follows links signs nobody in."""
    link = accounts_queries.link_or_404(token, "signin")
    if not link.works(clock.now()):
        return _too_late("signin")
    return _link_page(token, ButtonForm())


@bp.post("/signin/link/<token>")
@allow(everyone)
def use_link(token: str) -> ResponseReturnValue:
    """Sign in by the link, once."""
    link, now, press = accounts_queries.link_or_404(token, "signin"), clock.now(), ButtonForm()
    with (
        pressed(lambda _: _link_page(token, press), press),
        or_answer(partial(_too_late, "signin")),
        db.writing(),
    ):
        secret = accounts.sign_in_by_link(link, browser=sessions.browser_name(), now=now)
        _leave(now)
    return _welcome(secret, None)


@bp.get("/password/forgotten")
@allow(everyone)
def forgotten_password() -> ResponseReturnValue:
    """The form that asks for a link by which to choose a new password."""
    return render_template("authentication/public/forgotten.html", form=MailLinkForm())


@bp.post("/password/forgotten")
@allow(everyone)
def mail_reset_link() -> ResponseReturnValue:
    """Mail a link by which to choose a new password."""
    return _mail("reset", "authentication/public/forgotten.html")


@bp.get("/password/new/<token>")
@allow(everyone)
def new_password(token: str) -> ResponseReturnValue:
    """The form for a new password."""
    return _password_page(accounts_queries.link_or_404(token, "reset"), NewPasswordForm())


@bp.post("/password/new/<token>")
@allow(everyone)
def set_new_password(token: str) -> ResponseReturnValue:
    """Save the new password and sign in."""
    return _choose(accounts_queries.link_or_404(token, "reset"))


@bp.get("/invitation/<token>")
@allow(everyone)
def invitation(token: str) -> ResponseReturnValue:
    """The page of an invited person, to choose a first password."""
    return _password_page(accounts_queries.link_or_404(token, "invitation"), NewPasswordForm())


@bp.post("/invitation/<token>")
@allow(everyone)
def accept_invitation(token: str) -> ResponseReturnValue:
    """Save the first password and sign in."""
    return _choose(accounts_queries.link_or_404(token, "invitation"))


def _signin_page(form: SignInForm) -> str:
    passkey = passkey_prompts.sign_in_prompt(str(form.next.data or ""), now=clock.now())
    return render_template("authentication/public/signin.html", form=form, passkey=passkey)


def _sign_in(email: str, typed: str, now: datetime) -> str:
    account = accounts_queries.account_by_email(email)
    counted = device_cookies.device_key(account)
    _spend(throttle.SIGN_IN, counted, email, now)
    kept = account.password_hash if account is not None and account.disabled_at is None else None
    number, reason = _if_it_fails(account)
    db.end_reading()
    if not passwords.matches(kept, typed) or account is None or kept is None:
        security_log.log_event("sign_in_failed", reason=reason, account=number)
        raise Refused(accounts.WRONG_CREDENTIALS)
    fresh = passwords.hashed(typed) if passwords.needs_rehash(kept) else None
    with security_log.logged_refusals("sign_in_failed", reason="changed", account=number), db.writing():
        secret = accounts.sign_in(
            account, verified=kept, fresh=fresh, browser=sessions.browser_name(), now=now
        )
        throttle.reset(throttle.SIGN_IN, counted or account.email_key)
        _leave(now)
    return secret


def _if_it_fails(account: Account | None) -> tuple[int | None, str]:
    """For the security log only: the account's number, and the reason why a password fails."""
    if account is None:
        return None, "no_account"
    closed, bare = account.disabled_at is not None, account.password_hash is None
    return account.id, "closed" if closed else "no_password" if bare else "wrong_password"


def _welcome(secret: str, wanted: str | None) -> ResponseReturnValue:
    sessions.remember(secret)
    if not current_user.is_authenticated:
        return redirect(url_for("authentication.second_factor", next=wanted or None), 303)
    return redirect(safe_redirect.after_signing_in(current_user, wanted), 303)


def _leave(now: datetime) -> None:
    """End the session that this browser has, if any: signing in again rotates it."""
    old = current_user.session
    if old is not None:
        session_rules.end(db.lock(old), why="signed in again", now=now)


def _mail(purpose: str, template: str) -> ResponseReturnValue:
    form = MailLinkForm()
    with form.trying(lambda form: render_template(template, form=form), limit_note=""):
        now, account = clock.now(), accounts_queries.account_by_email(str(form.email.data))
        _spend(throttle.MAILED_LINK, device_cookies.device_key(account), str(form.email.data), now)
        with db.writing():
            one_use_links.mail_link(account, purpose, now=now)
    return redirect(url_for("authentication.mailed"), 303)


def _spend(limit: throttle.Limit, counted: str, email: str, now: datetime) -> None:
    """Count a try: for the browser alone where it is known (``counted``), else for email and network. Some
    mailed links are reserved for a network that asked for none, however many tries came from elsewhere."""
    if counted:
        throttle.enforce((limit, counted), now=now)
        return
    key, here = email_key(email), (throttle.SIGN_IN_BY_ADDRESS, client_ip())
    if limit is throttle.MAILED_LINK:
        throttle.enforce(here, now=now)
        throttle.enforce_mailed_link(key, client_ip(), now=now)
    else:
        throttle.enforce((limit, key), here, now=now)


def _choose(link: OneUseLink) -> ResponseReturnValue:
    form, now = NewPasswordForm(), clock.now()
    with form.trying(partial(_password_page, link)):
        if not link.works(now):
            return _too_late(link.purpose)
        account = accounts_queries.account_by_id(link.account_id)
        personal = passwords.personal_words(account) if account else ()
        passwords.require_good(str(form.password.data), personal=personal)
        db.end_reading()
        password_hash = passwords.hashed(str(form.password.data))
        with or_answer(lambda: _too_late(link.purpose)), db.writing():
            secret = accounts.choose_password(link, password_hash, browser=sessions.browser_name(), now=now)
            _leave(now)
    flash("Your password was changed. Every other browser is signed out.")
    return _welcome(secret, None)


def _link_page(token: str, form: ButtonForm) -> str:
    return render_template("authentication/public/link.html", token=token, form=form)


def _password_page(link: OneUseLink, form: NewPasswordForm) -> ResponseReturnValue:
    if not link.works(clock.now()):
        return _too_late(link.purpose)
    page = render_template(
        PASSWORD_PAGES[link.purpose], form=form, email=link.email, shortest=passwords.SHORTEST
    )
    return page, 422 if form.is_submitted() else 200


def _too_late(purpose: str) -> ResponseReturnValue:
    return render_template("authentication/public/too_late.html", purpose=purpose), 410
