"""Passwords: stored as argon2id hashes (RFC 9106), never hashed or compared inside a transaction.

Length and guessability (zxcvbn) are checked, composition is not, as NIST SP 800-63B advises.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from chapter import db
from chapter.accounts.models import Account
from chapter.refusal import Refused
from chapter.settings import queries as settings

SHORTEST, LONGEST = 10, 200
GUESSABLE = 2
"""The lowest zxcvbn score (0 to 4) at which a password is accepted."""

LOOKED_AT = 72
"""How many characters zxcvbn looks at; further ones only make a password better."""

SHORTEST_WORD, CHARACTERS_OF_ONES_OWN = 3, 6
"""Letters from which a known word counts; characters that a password must have beside such words."""

GUESSED = "That password is easy to guess."
GUESSED_FROM_NAME = (
    "That password is easy to guess for anyone who knows your name, your email or the chapter’s name."
)
BETTER = "Three or four random words work well."

_hasher = PasswordHasher()
ONE_AT_A_TIME = Lock()
"""A hash takes 64 MB and all cores while it is made: four at once would take 256, and be done no sooner."""


def hashed(password: str) -> str:
    """The hash of ``password`` to store. Slow on purpose; raises RuntimeError inside ``writing()``."""
    _refuse_in_writing()
    with ONE_AT_A_TIME:
        return _hasher.hash(_same(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one that the hash ``kept`` was made of.

    Takes as long when there is no hash to compare with (no such account, disabled, no password yet), so that
    response time does not reveal which accounts exist.
    """
    _refuse_in_writing()
    try:
        with ONE_AT_A_TIME:
            stand_in = _stand_in()
            return _hasher.verify(kept or stand_in, _same(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether ``kept`` was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def require_good(password: str, *, personal: tuple[str, ...], field: str = "password") -> None:
    """Raises Refused when ``password`` is short, or easily guessed by somebody who knows ``personal``."""
    if len(password) < SHORTEST:
        raise Refused(f"Use at least {SHORTEST} characters. This has {len(password)}.", field)
    if len(password) > LONGEST:
        raise Refused(f"Use {LONGEST} characters or fewer.", field)
    if _score(password, ()) < GUESSABLE:
        raise Refused(f"{GUESSED} {BETTER}", field)
    known = _words(personal)
    if _left(password, known) < CHARACTERS_OF_ONES_OWN or _score(password, known) < GUESSABLE:
        raise Refused(f"{GUESSED_FROM_NAME} {BETTER}", field)


def personal_words(account: Account) -> tuple[str, ...]:
    """Words that anybody may know about the account's person: their name, their email, the chapter's
    names."""
    chapter, person = settings.current(), account.person
    return (person.name, person.called, account.email, chapter.name, chapter.short_name)


def _score(password: str, known: Iterable[str]) -> int:
    return int(zxcvbn(_same(password)[:LOOKED_AT], user_inputs=sorted(known))["score"])


def _words(texts: tuple[str, ...]) -> set[str]:
    parts = (part.casefold() for text in texts for part in (text, *re.split(r"[\W_]+", text)))
    return {part for part in parts if len(part) >= SHORTEST_WORD}


def _left(password: str, known: set[str]) -> int:
    """How many characters of ``password`` are not part of known words."""
    text = _same(password).casefold()
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, " ")
    return len("".join(text.split()))


def _same(password: str) -> str:
    """One spelling for what looks alike on different keyboards (RFC 8265: NFC)."""
    return unicodedata.normalize("NFC", password)


@cache
def _stand_in() -> str:
    return _hasher.hash(secrets.token_urlsafe())


def _refuse_in_writing() -> None:
    if db.in_writing():
        raise RuntimeError("a password is hashed before writing(), never inside it")
