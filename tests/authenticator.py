"""A device that makes and uses passkeys (WebAuthn, level 2), as a browser would ask it to; for tests.

It lies when told to: about its origin, its count, its user, the challenge.
"""

import hashlib
import json
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import current_app

from chapter.accounts.models import Account
from chapter.authentication import passkeys
from chapter.authentication.views import passkey_prompts

PRESENT, VERIFIED, ATTESTED = 1, 4, 64
COUNT_BYTES, LENGTH_BYTES, NUMBER_BYTES = 4, 2, 32


def text(raw: bytes) -> str:
    """base64url without padding, as browsers write it."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Authenticator:
    """One passkey in one device. ``origin`` and ``flags`` are what it says; ``count`` grows with each use."""

    origin: str = ""
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made_for(self, account: Account, now: datetime) -> str:
        """What a browser sends that was asked to make a passkey for ``account``."""
        options = passkeys.registration_options(
            passkey_prompts.registration_purpose(account), account, [], "Chapter", now=now
        )
        return self.make(options)

    def make(self, options: str) -> str:
        """The answer to ``options`` of a page on which a passkey is made."""
        asked = json.loads(options)
        credential = len(self.credential_id).to_bytes(LENGTH_BYTES) + self.credential_id
        data = self._data(asked["rp"]["id"], ATTESTED) + bytes(16) + credential + self._public_key()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._sent(
            {
                "clientDataJSON": text(client),
                "attestationObject": text(attestation),
                "transports": ["internal"],
            }
        )

    def use(self, options: str) -> str:
        """The answer to ``options`` of a page on which a passkey is used."""
        asked = json.loads(options)
        self.count += 1
        data = self._data(asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
            }
        )

    def _sent(self, response: dict[str, Any]) -> str:
        name = text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _client(self, kind: str, challenge: str) -> bytes:
        origin = self.origin or current_app.config["BASE_URL"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _data(self, host: str, more: int = 0) -> bytes:
        flags = (self.flags | more).to_bytes(1)
        return hashlib.sha256(host.encode()).digest() + flags + self.count.to_bytes(COUNT_BYTES)

    def _public_key(self) -> bytes:
        """As COSE has it: EC2, ES256, P-256."""
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(NUMBER_BYTES), point.y.to_bytes(NUMBER_BYTES)
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
