"""Encryption of what the database must return but must not reveal; the key lies elsewhere.

AES-256-GCM under a key derived from ENCRYPTION_KEY (HKDF-SHA256, RFC 5869). A ciphertext is bound to what it
is about, so that one copied to another row can't be decrypted there. The first key encrypts; all of them
decrypt.
"""

import base64
import hmac
import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE_BYTES = 12
"""A random nonce for each encryption (NIST SP 800-38D)."""


class DecryptionFailed(Exception):
    """No key of ours decrypts this: it was changed, belongs to another row, or its key is gone."""


def encrypt(secret: str, about: str) -> str:
    """``secret``, encrypted for ``about``, as text."""
    return _encrypt(secret.encode(), about)


def decrypt(sealed: str, about: str) -> str:
    """The text that was encrypted for ``about``. Raises DecryptionFailed."""
    try:
        return _decrypt(sealed, about).decode()
    except UnicodeDecodeError:
        raise DecryptionFailed from None


def encrypt_compressed(long: str, about: str) -> str:
    """A long text, compressed and encrypted for ``about``."""
    return _encrypt(zlib.compress(long.encode()), about)


def decrypt_compressed(sealed: str, about: str, *, most: int) -> str:
    """The long text that was encrypted for ``about``. Raises DecryptionFailed, also when it decompresses to
    more than ``most`` bytes."""
    unfolding = zlib.decompressobj()
    try:
        whole = unfolding.decompress(_decrypt(sealed, about), most).decode()
    except (zlib.error, UnicodeDecodeError):
        raise DecryptionFailed from None
    if not unfolding.eof:
        raise DecryptionFailed
    return whole


def _encrypt(secret: bytes, about: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    made = AESGCM(_derived(_keys()[0], b"seal")).encrypt(nonce, secret, about.encode())
    return base64.urlsafe_b64encode(nonce + made).decode()


def _decrypt(sealed: str, about: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
    except ValueError:
        raise DecryptionFailed from None
    for key in _keys():
        try:
            return AESGCM(_derived(key, b"seal")).decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()
            )
        except (InvalidTag, ValueError):
            continue
    raise DecryptionFailed


def keyed_hashes(secret: str, about: str) -> list[str]:
    """Keyed hashes by which a short ``secret`` can be recognized without storing it: first under the current
    key, then under older ones. Without the key nobody can try all secrets against them."""
    text = f"{about}\0{secret}".encode()
    return [hmac.new(_derived(key, b"mark"), text, "sha256").hexdigest() for key in _keys()]


def _keys() -> list[str]:
    keys: list[str] = current_app.config["ENCRYPTION_KEYS"]
    return keys


def _derived(key: str, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"chapter " + use).derive(key.encode())
