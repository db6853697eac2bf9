"""Passwords hash fast here, unless a test asks for `slow_hashing`; how slow they are is argon2's affair."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask

from chapter.accounts.models import Account
from chapter.authentication import passwords
from tests import factories
from tests.authentication.sign_in import BASE, add_passkey
from tests.authenticator import Authenticator
from tests.browser import Browser


@pytest.fixture(autouse=True)
def fast_hashing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Weak parameters, so that a test that signs in does not wait."""
    passwords._stand_in.cache_clear()
    if "slow_hashing" not in request.fixturenames:
        monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords._stand_in.cache_clear()


@pytest.fixture
def slow_hashing() -> None:
    """The parameters of production."""


@pytest.fixture
def over_https(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passkeys need a site with a name, served by https."""
    monkeypatch.setitem(app.config, "BASE_URL", BASE)


@pytest.fixture
def account(app: Flask) -> Account:
    """Somebody with a password and nothing else."""
    return factories.an_account()


@pytest.fixture
def key(client: Browser, another: Browser, account: Account) -> Authenticator:
    """Her passkey, set up through the pages; she is signed in in ``another``."""
    factories.sign_in(another, account=account)
    made = Authenticator()
    assert add_passkey(another, made).status == 303
    return made
