"""Code apps: set up, confirmed, used, turned off. Each rule locks the account first."""

from datetime import datetime

from chapter import db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, AuthenticatorApp, Session
from chapter.authentication import one_time_codes
from chapter.authentication.rules import second_factor
from chapter.refusal import Refused
from chapter.security import encryption

WRONG = "That code isn’t right. Enter the six digits the app shows now."
USED = "This code was already used. Your app will show a new one within 30 seconds."
NOTHING_BEGUN = "This setup has ended. Start again."


def begin(account: Account, *, now: datetime) -> None:
    """Make a secret for a code app, which counts for nothing until a first code is right. Beginning again
    replaces it. Raises Refused when codes are on already."""
    account = db.lock(account)
    app = accounts_queries.code_app(account) or AuthenticatorApp(account_id=account.id)
    if app.proved_at is not None:
        raise Refused("You already use an app. To set up another, turn codes off first.")
    app.encrypted_secret, app.created_at = (
        encryption.encrypt(one_time_codes.new_secret(), second_factor.seal_context(account)),
        now,
    )
    db.session.add(app)


def secret_of(account: Account, app: AuthenticatorApp) -> str:
    """The app's secret, decrypted. Raises encryption.DecryptionFailed when ENCRYPTION_KEY has changed."""
    return encryption.decrypt(app.encrypted_secret, second_factor.seal_context(account))


def confirm(account: Account, typed: str, *, here: Session, now: datetime) -> list[str]:
    """Turn codes on, since ``typed`` is what the app shows; returns recovery codes when this is the first
    factor. Raises Refused for a wrong code."""
    account = db.lock(account)
    app = accounts_queries.code_app(account)
    if app is None or app.proved_at is not None:
        raise Refused(NOTHING_BEGUN)
    step = one_time_codes.matching_step(secret_of(account, app), typed, now)
    if step is None:
        raise Refused(WRONG, "code")
    app.proved_at, app.last_step = now, step
    second_factor.log_and_mail(account, "turned on codes", "codes_on", now=now)
    return second_factor.factor_added(account, here=here, now=now)


def use(account: Account, typed: str, *, now: datetime) -> None:
    """Accept a code, once. Raises Refused when it is wrong, or not later than the last one that was
    accepted."""
    account = db.lock(account)
    app = accounts_queries.code_app(account)
    if app is None or app.proved_at is None:
        raise Refused(WRONG, "code")
    secret = secret_of(account, app)
    step = one_time_codes.matching_step(secret, typed, now)
    if step is None:
        raise Refused(WRONG, "code")
    if step <= app.last_step:
        raise Refused(USED, "code")
    app.last_step, app.used_at = step, now
    app.encrypted_secret = encryption.encrypt(
        secret, second_factor.seal_context(account)
    )  # with the first key, so that older keys can be retired


def turn_off(account: Account, *, now: datetime) -> None:
    """Turn codes off; an app that was never confirmed is deleted without log entry or mail."""
    account = db.lock(account)
    app = accounts_queries.code_app(account)
    if app is None:
        return
    db.session.delete(app)
    if app.proved_at is not None:
        second_factor.log_and_mail(account, "turned off codes", "codes_off", now=now)
        second_factor.factor_removed(account)
