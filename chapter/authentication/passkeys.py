"""Passkeys (WebAuthn): the options sent to a browser, and the verification of its answer.

The name and the origin that a passkey is bound to come from BASE_URL, never from the Host header. A challenge
is derived: random, expiring, for one purpose, signed; the first answer uses it up, right or wrong.
"""

import ipaddress
import os
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chapter.accounts.models import Account, Passkey
from chapter.refusal import Refused
from chapter.security import encryption, throttle

LASTS = timedelta(minutes=30)
"""How long a page's challenge stays valid."""

ONE_ANSWER = throttle.Limit("answer to a passkey", 1, LASTS)
NONCE_BYTES, TIME_BYTES, MARK_BYTES = 16, 8, 16
LATE = "This page was open for a while. Try your passkey again."
UNKNOWN = "That passkey doesn’t work here. Try another passkey, a code or your password."
NOT_MADE = "We didn’t receive your device’s whole answer. Try again."
CREDENTIAL = re.compile(r"[A-Za-z0-9_-]{1,1400}")
TRANSPORTS = {transport.value for transport in AuthenticatorTransport}


@dataclass(frozen=True)
class Answer:
    """A browser's answer: its JSON, and the credential and challenge that it names."""

    json: dict[str, Any]
    credential_id: str
    challenge: bytes


@dataclass(frozen=True)
class NewPasskey:
    """A passkey that was just made, after its attestation was verified."""

    credential_id: str
    public_key: str
    sign_count: int
    transports: list[str]


def relying_party_id() -> str:
    """The relying party's id: the host name that passkeys are bound to."""
    return urlsplit(current_app.config["BASE_URL"]).hostname or ""


def origin() -> str:
    """The one origin whose answers are accepted."""
    parts = urlsplit(current_app.config["BASE_URL"])
    return f"{parts.scheme}://{parts.netloc}"


def available() -> bool:
    """Whether browsers make passkeys for this site: it must have a host name, over https (or be
    localhost)."""
    try:
        ipaddress.ip_address(relying_party_id())
    except ValueError:
        return origin().startswith("https://") or relying_party_id() == "localhost"
    return False


def registration_options(
    purpose: str, account: Account, known: list[Passkey], issuer: str, *, now: datetime
) -> str:
    """The options for making a passkey, as JSON: one that needs no user name, and verifies the person by
    finger, face or PIN."""
    asked = generate_registration_options(
        rp_id=relying_party_id(),
        rp_name=issuer,
        user_name=account.email,
        user_display_name=account.person.name,
        user_id=account.person.public_id.encode(),
        challenge=_challenge(purpose, now),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_described(one) for one in known],
    )
    return options_to_json(asked)


def authentication_options(purpose: str, known: list[Passkey], *, now: datetime) -> str:
    """The options for proving a passkey, as JSON; ``known`` empty: any passkey on the device."""
    asked = generate_authentication_options(
        rp_id=relying_party_id(),
        challenge=_challenge(purpose, now),
        allow_credentials=[_described(one) for one in known] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(asked)


def read_answer(sent: Any, purpose: str, *, now: datetime) -> Answer:
    """Parse ``sent`` (decoded JSON), and use its challenge up. Raises Refused when the challenge is not one
    of ours for ``purpose``, has expired, or was answered before."""
    try:
        challenge = parse_client_data_json(base64url_to_bytes(sent["response"]["clientDataJSON"])).challenge
        answer = Answer(sent, CREDENTIAL.fullmatch(sent["id"])[0], challenge)  # type: ignore[index]  # None raises
    except Exception:  # any error of the library in what a visitor sends means a wrong answer
        raise Refused(NOT_MADE) from None
    if not _ours(challenge, purpose, now):
        raise Refused(LATE)
    try:
        throttle.enforce((ONE_ANSWER, challenge.hex()), now=now)
    except throttle.TooManyAttempts:
        raise Refused(LATE) from None
    return answer


def verify_registration(answer: Answer) -> NewPasskey:
    """The new passkey in ``answer``. Raises Refused when it can't be verified."""
    try:
        found = verify_registration_response(
            credential=answer.json,
            expected_challenge=answer.challenge,
            expected_rp_id=relying_party_id(),
            expected_origin=origin(),
            require_user_verification=True,
        )
        said = answer.json["response"].get("transports") or []
        transports = [one for one in said if one in TRANSPORTS]
    except Exception:  # as above
        raise Refused(NOT_MADE) from None
    return NewPasskey(
        _text(found.credential_id), _text(found.credential_public_key), found.sign_count, transports
    )


def verify_authentication(answer: Answer, passkey: Passkey) -> int:
    """The signature counter of ``passkey``, once ``answer`` is verified to come from it. Whether it is higher
    than before is checked by the rule, under its lock. Raises Refused."""
    try:
        found = verify_authentication_response(
            credential=answer.json,
            expected_challenge=answer.challenge,
            expected_rp_id=relying_party_id(),
            expected_origin=origin(),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # as above
        raise Refused(UNKNOWN) from None
    return found.new_sign_count


def _challenge(purpose: str, now: datetime) -> bytes:
    head = os.urandom(NONCE_BYTES) + int((now + LASTS).timestamp()).to_bytes(TIME_BYTES)
    return head + _marks(head, purpose)[0]


def _ours(challenge: bytes, purpose: str, now: datetime) -> bool:
    head, mark = challenge[: NONCE_BYTES + TIME_BYTES], challenge[NONCE_BYTES + TIME_BYTES :]
    until = int.from_bytes(head[NONCE_BYTES:])
    return mark in _marks(head, purpose) and now.timestamp() < until


def _marks(head: bytes, purpose: str) -> list[bytes]:
    marks = encryption.keyed_hashes(head.hex(), f"a passkey’s challenge to {purpose}")
    return [bytes.fromhex(mark)[:MARK_BYTES] for mark in marks]


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(one) for one in passkey.transports]
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(passkey.credential_id), transports=transports or None
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
