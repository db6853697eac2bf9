"""One-time codes of an app on a phone (TOTP, RFC 6238), and recovery codes for when it is lost.

Pure: what is stored, and which codes were used before, is up to the rules.
"""

import hmac
import secrets
from datetime import datetime

import pyotp

DIGITS = 6
STEP_SECONDS = 30
CLOCK_SKEW_STEPS = 1
"""How many time steps the phone's clock may be ahead or behind."""

RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another."""

GROUP, GROUPS = 4, 3
"""Twelve letters of 32: 60 bits, stored as a keyed hash."""


def new_secret() -> str:
    """A secret for an app: 160 bits in base 32, as RFC 4226 advises."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str, issuer: str) -> str:
    """The content of the QR code (``otpauth://``): the app shows ``issuer`` and ``email`` beside the code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer.replace(":", " "))


def looks_like_app_code(typed: str) -> bool:
    """Whether ``typed`` has the form of a one-time code: digits and spaces alone, as no recovery code has."""
    digits = "".join(typed.split())
    return digits.isascii() and digits.isdecimal() and len(digits) == DIGITS


def matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """The time step near ``now`` whose code was ``typed``, the latest first; None: the code is wrong."""
    if not looks_like_app_code(typed):
        return None
    digits = "".join(typed.split())
    made, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    near = range(present + CLOCK_SKEW_STEPS, present - CLOCK_SKEW_STEPS - 1, -1)
    right = [step for step in near if hmac.compare_digest(made.generate_otp(step), digits)]
    return right[0] if right else None


def grouped(secret: str) -> str:
    """``secret`` in groups of four, for typing."""
    return " ".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP))


def new_recovery_codes() -> list[str]:
    """Ten new recovery codes, such as ``k3vm-8tqa-zy5d``."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]


def normalized_recovery_code(typed: str) -> str:
    """A recovery code in the form that is hashed: whatever case, dashes and spaces were typed."""
    return "".join(mark for mark in typed.casefold() if mark.isalnum())


def _group() -> str:
    return "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(GROUP))
