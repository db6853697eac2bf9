"""Passwords hash fast here, unless a test asks for `slow_hashing`; how slow they are is argon2's affair."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from chapter.people import passwords


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
