"""/account/email: another email to sign in with, and the pages of its two mailed links."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chapter import db
from chapter.accounts import queries
from chapter.accounts.models.email_changes import LINK_LASTS, EmailChange
from chapter.accounts.rules import email_changes as rules
from chapter.accounts.rules import sessions as session_rules
from chapter.accounts.viewer import current_user, signed_in
from chapter.authentication import sessions
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.people.models import email_key
from chapter.portal import contact_changes
from chapter.portal.forms import NewEmailForm
from chapter.portal.views.portal import bp
from chapter.security import throttle
from chapter.security.client_ip import client_ip
from chapter.web.access import allow, everyone
from chapter.web.csrf import has_valid_csrf


@bp.get("/account/email")
@allow(signed_in)
@recently_authenticated
def email_change() -> ResponseReturnValue:
    """The form, and the change that waits for confirmation."""
    return _page(NewEmailForm(formdata=None))


@bp.post("/account/email")
@allow(signed_in)
@recently_authenticated
def request_email_change() -> ResponseReturnValue:
    """Mail a link to the new address; the answer does not reveal whether it is taken."""
    form, now, account = NewEmailForm(), clock.now(), current_user.account
    with form.trying(_page, limit_note=""):
        email = str(form.email.data)
        throttle.enforce((throttle.MAILED_LINK, f"email of account {account.id}"), now=now)
        throttle.enforce_mailed_link(email_key(email), client_ip(), now=now)
        with db.writing():
            rules.request(account, email, now=now)
    return redirect(url_for("portal.email_change"), 303)


@bp.post("/account/email/stop")
@allow(signed_in)
def stop_email_change() -> ResponseReturnValue:
    """Stop a change that waits for its link."""
    account, now = current_user.account, clock.now()
    with pressed(partial(_page, NewEmailForm(formdata=None))):
        waits = queries.pending_email_change(account, now)
        if waits is not None:
            with db.writing():
                rules.stop(waits, now=now)
    flash(f"The change was stopped. You still sign in as {account.email}.", "done")
    return redirect(url_for("authentication_portal.account"), 303)


@bp.get("/account/email/new/<token>")
@allow(everyone)
def new_email(token: str) -> ResponseReturnValue:
    """The page of the link mailed to the new address: one button."""
    return _new_page(queries.email_change_or_404(token, "email-new"))


@bp.post("/account/email/new/<token>")
@allow(everyone)
def confirm_new_email(token: str) -> ResponseReturnValue:
    """Make the change. If this browser is signed in to the account, it stays so; every other one is signed
    out."""
    change, now = queries.email_change_or_404(token, "email-new"), clock.now()
    hers = current_user.is_authenticated and current_user.account.id == change.account_id
    page = redirect(url_for("portal.new_email", token=token), 303)
    if (
        change.in_force and not has_valid_csrf()
    ):  # the form is older than a confirmation that renewed the session
        return page
    with pressed(partial(_new_page, change)), db.writing():
        made = contact_changes.confirm_email_change(change, now=now)
        secret = ""
        if hers and (made or current_user.open_session.ended_at is not None):
            secret = session_rules.begin(change.account, browser=sessions.browser_name(), now=now, whole=True)
    if not hers:
        return page
    if secret:
        sessions.remember(secret)
    flash(f"You now sign in as {change.email_after}.", "done")
    return redirect(url_for("authentication_portal.account"), 303)


@bp.get("/account/email/back/<token>")
@allow(everyone)
def old_email(token: str) -> ResponseReturnValue:
    """The page of the link mailed to the old address: one button that stops or reverts the change."""
    return _back_page(queries.email_change_or_404(token, "email-old"))


@bp.post("/account/email/back/<token>")
@allow(everyone)
def undo_email_change(token: str) -> ResponseReturnValue:
    """Stop or revert the change."""
    change, now = queries.email_change_or_404(token, "email-old"), clock.now()
    page = redirect(url_for("portal.old_email", token=token), 303)
    if change.taken_back_at is not None and not has_valid_csrf():
        return page
    with pressed(partial(_back_page, change)), db.writing():
        if change.confirmed_at is not None:
            contact_changes.revert_email_change(change, now=now)
        else:
            rules.stop(change, now=now)
    return page


def _page(form: NewEmailForm, trouble: str = "") -> str:
    account = current_user.account
    return render_template(
        "portal/email.html", form=form, account=account,
        waits=queries.pending_email_change(account, clock.now()), day_long=LINK_LASTS,
        trouble=trouble, form_has_errors=bool(form.errors or trouble),
    )  # fmt: skip


def _new_page(change: EmailChange, trouble: str = "") -> str:
    return render_template(
        "portal/new_email.html", change=change, waits=change.waits(clock.now()), trouble=trouble,
        form_has_errors=bool(trouble),
    )  # fmt: skip


def _back_page(change: EmailChange, trouble: str = "") -> str:
    now = clock.now()
    return render_template(
        "portal/old_email.html", change=change, waits=change.waits(now), can_go_back=change.can_go_back(now),
        trouble=trouble, form_has_errors=bool(trouble),
    )  # fmt: skip
