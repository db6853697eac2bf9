"""What a page needs to ask for a passkey: its form, where that is sent, and the options for the browser."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account, Passkey
from chapter.authentication import passkeys
from chapter.authentication.forms import NewPasskeyForm, PasskeyForm
from chapter.refusal import Refused
from chapter.settings import queries as settings

SIGN_IN = "sign in"


@dataclass(frozen=True)
class PasskeyPrompt:
    """``kind`` is ``make`` or ``use``; ``options`` are for the browser, as JSON."""

    kind: str
    form: Any
    url: str
    options: str


def second_factor_purpose(account: Account) -> str:
    """The purpose of a challenge whose answer is the account's second factor."""
    return f"give the second factor of account {account.id}"


def reauthentication_purpose(account: Account) -> str:
    """The purpose of a challenge whose answer reauthenticates."""
    return f"prove account {account.id} again"


def registration_purpose(account: Account) -> str:
    """The purpose of a challenge whose answer is a new passkey."""
    return f"make a passkey for account {account.id}"


def sign_in_prompt(wanted: str, *, now: datetime) -> PasskeyPrompt | None:
    """Sign in by any passkey on the device, in place of email and password. None where there can be none."""
    if not passkeys.available():
        return None
    return _use(
        "authentication.sign_in_by_passkey", wanted, passkeys.authentication_options(SIGN_IN, [], now=now)
    )


def second_factor_prompt(account: Account, wanted: str, *, now: datetime) -> PasskeyPrompt | None:
    """Use one of the account's passkeys after the password. None when it has none."""
    return _one_of_hers(
        account, "authentication.submit_second_factor_passkey", second_factor_purpose(account), wanted, now
    )


def reauthentication_prompt(
    account: Account, wanted: str, *, held: str, now: datetime
) -> PasskeyPrompt | None:
    """Use one of the account's passkeys before something sensitive, with the form that is ``held`` meanwhile.
    None when it has none."""
    asked = _one_of_hers(
        account,
        "authentication_portal.reauthenticate_by_passkey",
        reauthentication_purpose(account),
        wanted,
        now,
    )
    if asked is not None:
        asked.form.held.data = held
    return asked


def registration_prompt(account: Account, form: NewPasskeyForm, *, now: datetime) -> PasskeyPrompt:
    """The prompt to register a new passkey of ``account``."""
    known, issuer = accounts_queries.passkeys_of(account), settings.current().short_name
    options = passkeys.registration_options(registration_purpose(account), account, known, issuer, now=now)
    return PasskeyPrompt("make", form, url_for("authentication_portal.add_passkey"), options)


def verified_passkey(answer: passkeys.Answer) -> tuple[Passkey, int]:
    """The passkey that ``answer`` comes from, and its signature counter. Raises Refused."""
    passkey = accounts_queries.passkey_by_credential(answer.credential_id)
    if passkey is None:
        raise Refused(passkeys.UNKNOWN)
    return passkey, passkeys.verify_authentication(answer, passkey)


def _one_of_hers(
    account: Account, endpoint: str, purpose: str, wanted: str, now: datetime
) -> PasskeyPrompt | None:
    known = accounts_queries.passkeys_of(account)
    if not known or not passkeys.available():
        return None
    return _use(endpoint, wanted, passkeys.authentication_options(purpose, known, now=now))


def _use(endpoint: str, wanted: str, options: str) -> PasskeyPrompt:
    return PasskeyPrompt("use", PasskeyForm(formdata=None, next=wanted), url_for(endpoint), options)
