"""/account: one's own password, second factor, and the browsers in which one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Session
from chapter.accounts.rules import accounts
from chapter.accounts.rules import sessions as rules
from chapter.accounts.viewer import Viewer, current_user, signed_in
from chapter.authentication import passwords, sessions
from chapter.authentication.forms import ChangePasswordForm
from chapter.authentication.reauthenticate import require_recent_proof
from chapter.authentication.views.portal import bp
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.refusal import Refused
from chapter.security import throttle
from chapter.web.access import allow


@bp.get("")
@allow(signed_in)
def account() -> ResponseReturnValue:
    """The account: email, password, second factor, browsers signed in."""
    return _page(ChangePasswordForm())


@bp.post("/password")
@allow(signed_in)
def change_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form, now = ChangePasswordForm(), clock.now()
    if current_user.account.password_hash is None:
        require_recent_proof()
    with form.trying(_page):
        throttle.enforce((throttle.PASSWORD_AGAIN, current_user.open_session.public_id), now=now)
        secret = _change(current_user, form)
    sessions.remember(secret)
    flash("Your password was changed. Every other browser is signed out.")
    return redirect(url_for("authentication_portal.account"), 303)


@bp.post("/sessions/<public_id>/end")
@allow(signed_in)
def end_session(public_id: str) -> ResponseReturnValue:
    """Sign one browser of this account out."""
    now = clock.now()
    session = db.first_or_404(
        accounts_queries.sessions_of(current_user, now).where(Session.public_id == public_id)
    )
    this_one = session.id == current_user.open_session.id
    with pressed(_expired_page), db.writing():
        rules.end(db.lock(session), why="ended in the list", now=now)
    if this_one:
        sessions.forget()
        return redirect(url_for("authentication.sign_in_page"), 303)
    flash(f"{session.browser} is signed out.")
    return redirect(url_for("authentication_portal.account"), 303)


@bp.post("/sessions/end-others")
@allow(signed_in)
def end_other_sessions() -> ResponseReturnValue:
    """Sign every other browser out."""
    with pressed(_expired_page), db.writing():
        rules.end_all(
            db.lock(current_user.account),
            why="ended in the list",
            but=current_user.open_session,
            now=clock.now(),
        )
    flash("You’re signed out everywhere else.")
    return redirect(url_for("authentication_portal.account"), 303)


def _page(form: ChangePasswordForm, *, again: bool = False) -> str:
    app = accounts_queries.code_app(current_user.account)
    return render_template(
        "authentication/portal/account.html",
        app=app if app is not None and app.proved_at is not None else None,
        passkeys=accounts_queries.passkeys_of(current_user.account),
        recovery_left=len(accounts_queries.unused_recovery_codes(current_user.account)),
        form=form,
        person=current_user.person,
        account=current_user.account,
        sessions=list(db.session.scalars(accounts_queries.sessions_of(current_user, clock.now()))),
        here=current_user.open_session.id,
        shortest=passwords.SHORTEST,
        again=again,
        form_has_errors=again or bool(form.errors),
    )


def _expired_page(_sentence: str) -> str:
    return _page(ChangePasswordForm(formdata=None), again=True)


def _change(viewer: Viewer, form: ChangePasswordForm) -> str:
    """Change the password; returns the secret of the new session. Slow: two hashes, outside of any
    transaction. Raises Refused."""
    account, here, new = viewer.account, viewer.session, str(form.password.data)
    kept, personal = account.password_hash, passwords.personal_words(account)
    db.end_reading()
    if kept is not None and not passwords.matches(kept, str(form.current.data or "")):
        raise Refused("That isn’t your current password.", "current")
    passwords.require_good(new, personal=personal)
    password_hash = passwords.hashed(new)
    with db.writing():
        secret = accounts.change_password(
            account, password_hash, verified=kept, browser=sessions.browser_name(), now=clock.now()
        )
        throttle.reset(throttle.PASSWORD_AGAIN, here.public_id if here else "")
    return secret
