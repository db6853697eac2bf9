"""Email addresses: the one module that says what one is, which two are the same, and how servers write it.

International domains follow IDNA 2008 as browsers do it (UTS 46, non-transitional): ``straße.example`` and
``strasse.example`` are two domains with two owners. What is shown and stored is what people write
(``info@straße.example``); what is compared is the *key*, and what mail servers get is the *ASCII form*: both
have the domain's A-labels (``info@xn--strae-oqa.example``).
"""

import unicodedata
from functools import lru_cache

import idna
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute


class NotAnAddress(ValueError):
    """The given text can't be an email address."""


def normalized(typed: str) -> str:
    """``typed`` in its normal form, checked by syntax only: no DNS or mailbox lookup. Raises NotAnAddress,
    also for letters before the @ that few mail servers take."""
    try:
        return validate_email(
            typed.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False
        ).normalized
    except EmailNotValidError as error:
        raise NotAnAddress(str(error)) from error


@lru_cache(maxsize=4096)
def email_key(email: str) -> str:
    """The form in which emails are compared: what stands before the @ in lower case, the domain in A-labels.

    It never raises: what is no address is its own key, in lower case.
    """
    plain = unicodedata.normalize("NFC", email.strip()).lower()
    if plain.isascii():
        return plain
    local, at, domain = plain.rpartition("@")
    try:
        return f"{local}{at}{_a_labels(domain)}"
    except NotAnAddress:
        return plain


@lru_cache(maxsize=1024)
def to_ascii(email: str) -> str:
    """``email`` in ASCII, as mail servers and others outside take it. Raises NotAnAddress if it has none."""
    local, _, domain = email.strip().rpartition("@")
    if not local or not local.isascii():
        raise NotAnAddress(email)
    return f"{local}@{domain if domain.isascii() else _a_labels(domain)}"


def address_contains(
    words: str, key: InstrumentedAttribute[str], email: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """A condition: the row's address contains ``words``, part of one as typed into a search. ``key`` and
    ``email`` are the row's columns."""
    part = email_key(words)
    found = key.contains(part, autoescape=True)
    typed = unicodedata.normalize("NFC", words.strip()).lower()
    return found if typed.isascii() else or_(found, email.icontains(typed, autoescape=True))


def _a_labels(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True, transitional=False).decode()
    except idna.IDNAError as error:
        raise NotAnAddress(domain) from error
