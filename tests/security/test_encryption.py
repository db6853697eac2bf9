"""Secrets are stored encrypted: the keys open them, and nothing else does."""

import base64

import pytest
from flask import Flask

from chapter.security import encryption


@pytest.fixture
def keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of this test, which it may change."""
    given = ["the first key of this test, long", "an older key of this test, long"]
    monkeypatch.setitem(app.config, "ENCRYPTION_KEYS", given)
    return given


def test_a_seal_gives_back_what_was_sealed_and_tells_nothing(keys: list[str]) -> None:
    sealed = encryption.encrypt("her secret", "account 1")
    assert encryption.decrypt(sealed, "account 1") == "her secret"
    assert b"secret" not in base64.urlsafe_b64decode(sealed)
    assert encryption.encrypt("her secret", "account 1") != sealed


def test_a_seal_copied_to_somebody_else_opens_nothing(keys: list[str]) -> None:
    sealed = encryption.encrypt("her secret", "account 1")
    with pytest.raises(encryption.DecryptionFailed):
        encryption.decrypt(sealed, "account 2")


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "ü", "A" * 200])
def test_what_is_no_seal_is_not_opened(keys: list[str], sealed: str) -> None:
    with pytest.raises(encryption.DecryptionFailed):
        encryption.decrypt(sealed, "account 1")


def test_a_changed_seal_is_not_opened(keys: list[str]) -> None:
    raw = bytearray(base64.urlsafe_b64decode(encryption.encrypt("her secret", "account 1")))
    for at in range(len(raw)):
        changed = bytes(raw[:at]) + bytes([raw[at] ^ 1]) + bytes(raw[at + 1 :])
        with pytest.raises(encryption.DecryptionFailed):
            encryption.decrypt(base64.urlsafe_b64encode(changed).decode(), "account 1")


def test_an_older_key_still_opens_and_the_first_one_seals(keys: list[str]) -> None:
    keys.reverse()
    old, mark = encryption.encrypt("her secret", "account 1"), encryption.keyed_hashes("k3vm", "account 1")[0]
    keys.reverse()
    assert encryption.decrypt(old, "account 1") == "her secret"
    assert mark in encryption.keyed_hashes("k3vm", "account 1")
    new = encryption.encrypt("her secret", "account 1")
    keys.pop()
    assert encryption.decrypt(new, "account 1") == "her secret"
    with pytest.raises(encryption.DecryptionFailed):
        encryption.decrypt(old, "account 1")
    assert mark not in encryption.keyed_hashes("k3vm", "account 1")


def test_without_the_key_a_mark_can_not_be_made(keys: list[str]) -> None:
    before = encryption.keyed_hashes("k3vm", "account 1")
    keys[:] = ["another key altogether, as long as it"]
    assert not set(before) & set(encryption.keyed_hashes("k3vm", "account 1"))
    assert encryption.keyed_hashes("k3vm", "account 1") != encryption.keyed_hashes("k3vm", "account 2")
