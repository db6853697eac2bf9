"""/account/…: one's second factor: codes from an app, passkeys, recovery codes."""

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug import Response

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Passkey
from chapter.accounts.viewer import current_user, signed_in
from chapter.authentication import one_time_codes, passkeys, recovery_code_cookie, safe_redirect
from chapter.authentication.forms import CodeForm, NewPasskeyForm, PasskeyRenameForm
from chapter.authentication.reauthenticate import recently_authenticated
from chapter.authentication.rules import authenticator_app as code_rules
from chapter.authentication.rules import passkeys as passkey_rules
from chapter.authentication.rules import second_factor as rules
from chapter.authentication.views import passkey_prompts
from chapter.authentication.views.portal import bp
from chapter.documents import qr
from chapter.forms.concurrent_edits import edit_form, initial_edit_form
from chapter.forms.submission import pressed
from chapter.gateways import clock
from chapter.people import edit_conflicts
from chapter.settings import queries as settings
from chapter.web.access import allow
from chapter.web.csrf import FORM_EXPIRED

ONWARD = "onward"
"""Cookie key of the page that requires a second factor, to continue to."""

OLD_PAGE = "This page was open for a long time. Try again."


@bp.get("/secure")
@allow(signed_in)
def secure_account() -> ResponseReturnValue:
    """Choose a second factor; whoever needs one is redirected here, and continues to the wanted page
    afterwards."""
    wanted = safe_redirect.safe_path(request.args.get("next"))
    if wanted:
        cookie[ONWARD] = wanted
    return render_template(
        "authentication/portal/secure.html", passkeys_possible=passkeys.available(), for_a_page=bool(wanted)
    )


@bp.post("/codes")
@allow(signed_in)
@recently_authenticated
def begin_codes() -> ResponseReturnValue:
    """Make a secret for a one-time code app."""
    with pressed(_refused_page), db.writing():
        code_rules.begin(current_user.account, now=clock.now())
    return redirect(url_for("authentication_portal.show_codes"), 303)


@bp.get("/codes")
@allow(signed_in)
@recently_authenticated
def show_codes() -> ResponseReturnValue:
    """The new secret, as a QR code to scan, until the app has proved that it holds it."""
    return _codes_page(CodeForm(formdata=None))


@bp.post("/codes/prove")
@allow(signed_in)
@recently_authenticated
def prove_codes() -> ResponseReturnValue:
    """Turn codes on, by the first code typed."""
    form, now = CodeForm(), clock.now()
    with form.trying(_codes_page), db.writing():
        made = code_rules.confirm(
            current_user.account, str(form.code.data), here=current_user.open_session, now=now
        )
    flash("Codes from your app are on.")
    return _settled(made)


@bp.post("/codes/end")
@allow(signed_in)
@recently_authenticated
def end_codes() -> ResponseReturnValue:
    """Turn the code app off."""
    with pressed(_refused_page), db.writing():
        code_rules.turn_off(current_user.account, now=clock.now())
    flash("Codes from an app are off.")
    return _to_account()


@bp.get("/passkeys/new")
@allow(signed_in)
@recently_authenticated
def new_passkey() -> ResponseReturnValue:
    """The form for a new passkey."""
    return _passkey_page(NewPasskeyForm(formdata=None))


@bp.post("/passkeys/new")
@allow(signed_in)
@recently_authenticated
def add_passkey() -> ResponseReturnValue:
    """Save the passkey that the device made."""
    form, now = NewPasskeyForm(), clock.now()
    sent = form.answer()
    with form.trying(_passkey_page):
        made = passkeys.verify_registration(
            passkeys.read_answer(sent, passkey_prompts.registration_purpose(current_user.account), now=now)
        )
        with db.writing():
            shown = passkey_rules.add(
                current_user.account, made, str(form.name.data), here=current_user.open_session, now=now
            )
    flash(f"You can now sign in with “{form.name.data}”.")
    return _settled(shown)


@bp.get("/passkeys/<public_id>")
@allow(signed_in)
def passkey(public_id: str) -> ResponseReturnValue:
    """One passkey: rename it, or remove it."""
    kept = _passkey(public_id)
    return _one_passkey(kept, initial_edit_form(_named(kept)))


@bp.post("/passkeys/<public_id>/rename")
@allow(signed_in)
def rename_passkey(public_id: str) -> ResponseReturnValue:
    """Rename a passkey."""
    kept = _passkey(public_id)
    form = edit_form(_named(kept))
    with form.trying(partial(_one_passkey, kept)), db.writing():
        edit_conflicts.lock_unchanged(
            form, current_user.account, kept, viewer=current_user.actor, record=current_user.account
        )
        passkey_rules.rename(kept, str(form.name.data), now=clock.now())
    flash(f"The passkey is now called “{form.name.data}”.")
    return _to_account()


@bp.post("/passkeys/<public_id>/remove")
@allow(signed_in)
@recently_authenticated
def remove_passkey(public_id: str) -> ResponseReturnValue:
    """Remove a passkey."""
    kept = _passkey(public_id)
    name = kept.name
    with pressed(_refused_page), db.writing():
        passkey_rules.remove(kept, now=clock.now())
    flash(f"“{name}” no longer signs you in. You can delete it on your device too.")
    return _to_account()


@bp.get("/recovery")
@allow(signed_in)
@recently_authenticated
def recovery_codes() -> ResponseReturnValue:
    """The recovery codes that were just made; else how many are unused."""
    account = current_user.account
    return render_template(
        "authentication/portal/recovery.html",
        account=account,
        codes=recovery_code_cookie.stored(account, now=clock.now()),
        left=len(accounts_queries.unused_recovery_codes(account)),
        onward=safe_redirect.after_second_factor_setup(current_user, request.args.get("next")),
    )


@bp.post("/recovery")
@allow(signed_in)
@recently_authenticated
def renew_recovery_codes() -> ResponseReturnValue:
    """Make ten new recovery codes."""
    with pressed(_refused_page), db.writing():
        made = rules.renew_recovery_codes(current_user.account, now=clock.now())
    return _settled(made)


def _codes_page(form: CodeForm) -> ResponseReturnValue:
    account = current_user.account
    app = accounts_queries.code_app(account)
    if app is None or app.proved_at is not None:
        return _to_account()
    secret = code_rules.secret_of(account, app)
    page = render_template(
        "authentication/portal/codes.html",
        form=form,
        account=account,
        picture=qr.data(
            one_time_codes.provisioning_uri(secret, account.email, settings.current().short_name)
        ),
        secret=one_time_codes.grouped(secret),
    )
    return page, 422 if form.has_errors else 200


def _passkey_page(form: NewPasskeyForm) -> ResponseReturnValue:
    account = current_user.account
    possible = passkeys.available()
    page = render_template(
        "authentication/portal/new_passkey.html",
        form=form,
        asking=passkey_prompts.registration_prompt(account, form, now=clock.now()) if possible else None,
    )
    return page, 422 if form.has_errors else 200


def _named(kept: Passkey) -> Callable[..., PasskeyRenameForm]:
    return lambda **more: PasskeyRenameForm(name=kept.name, **more)


def _one_passkey(kept: Passkey, form: PasskeyRenameForm) -> ResponseReturnValue:
    page = render_template("authentication/portal/passkey.html", passkey=kept, form=form)
    return page, 422 if form.has_errors else 200


def _passkey(public_id: str) -> Passkey:
    return db.first_or_404(accounts_queries.passkey_of_viewer(current_user, public_id))


def _settled(shown: list[str]) -> Response:
    """Show new recovery codes once; without any, redirect to the account page."""
    if not shown:
        return _to_account()
    recovery_code_cookie.store(shown, current_user.account, now=clock.now())
    return redirect(url_for("authentication_portal.recovery_codes", next=cookie.pop(ONWARD, None)), 303)


def _refused_page(sentence: str) -> str:
    said = OLD_PAGE if sentence == FORM_EXPIRED else sentence
    return render_template("authentication/portal/refused.html", sentence=said, form_has_errors=True)


def _to_account() -> Response:
    return redirect(url_for("authentication_portal.account"), 303 if request.method == "POST" else 302)
