"""What a page needs to ask for a passkey: its form, where it goes, and what the browser is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from chapter.people import passkeys, queries
from chapter.people.forms import NewPasskeyForm, PasskeyForm
from chapter.people.models import Account, Passkey
from chapter.refusal import Refused
from chapter.settings import queries as settings

SIGN_IN = "sign in"


@dataclass(frozen=True)
class Asking:
    """``kind`` is ``make`` or ``use``; ``options`` is what the browser is told, as JSON."""

    kind: str
    form: Any
    url: str
    options: str


def second(account: Account) -> str:
    """The purpose of a challenge whose answer is her second factor."""
    return f"give the second factor of account {account.id}"


def again(account: Account) -> str:
    """The purpose of a challenge whose answer proves again that it is she."""
    return f"prove account {account.id} again"


def make(account: Account) -> str:
    """The purpose of a challenge whose answer is a new passkey."""
    return f"make a passkey for account {account.id}"


def to_sign_in(wanted: str, *, now: datetime) -> Asking | None:
    """Whichever passkey her device has, in place of e-mail and password. None where there can be none."""
    if not passkeys.possible():
        return None
    return _use("second.enter_by_passkey", wanted, passkeys.options_to_use(SIGN_IN, [], now=now))


def as_second(account: Account, wanted: str, *, now: datetime) -> Asking | None:
    """One of her passkeys, after her password. None when she has none."""
    return _one_of_hers(account, "second.take_passkey", second(account), wanted, now)


def as_proof(account: Account, wanted: str, *, held: str, now: datetime) -> Asking | None:
    """One of her passkeys, before something sensitive, with what is ``held`` meanwhile. None when she has
    none."""
    asked = _one_of_hers(account, "again.take_passkey", again(account), wanted, now)
    if asked is not None:
        asked.form.held.data = held
    return asked


def to_make(account: Account, form: NewPasskeyForm, *, now: datetime) -> Asking:
    """A new passkey of hers."""
    known, issuer = queries.passkeys_of(account), settings.current().short_name
    options = passkeys.options_to_make(make(account), account, known, issuer, now=now)
    return Asking("make", form, url_for("factors.add_passkey"), options)


def proved(answer: passkeys.Answer) -> tuple[Passkey, int]:
    """The passkey that ``answer`` comes from, and how often it says that it was used. Raises Refused."""
    passkey = queries.passkey_called(answer.credential_id)
    if passkey is None:
        raise Refused(passkeys.UNKNOWN)
    return passkey, passkeys.used(answer, passkey)


def _one_of_hers(account: Account, endpoint: str, purpose: str, wanted: str, now: datetime) -> Asking | None:
    known = queries.passkeys_of(account)
    if not known or not passkeys.possible():
        return None
    return _use(endpoint, wanted, passkeys.options_to_use(purpose, known, now=now))


def _use(endpoint: str, wanted: str, options: str) -> Asking:
    return Asking("use", PasskeyForm(formdata=None, next=wanted), url_for(endpoint), options)
