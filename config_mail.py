"""What MAIL_FROM and MAIL_URL say, checked before anything starts. config.py reads them.

A sentence of Unusable says what to write instead, and never repeats a password.
"""

import re
from urllib.parse import SplitResult, urlsplit

from email_validator import EmailNotValidError, validate_email

HOW = "Write it as smtp://user:password@host:port or smtps://user:password@host:port"
SIGNS = (
    "In a user name or password, write these signs as codes: # as %23, / as %2F, ? as %3F, % as %25, "
    "[ as %5B, ] as %5D, : as %3A, @ as %40."
)
NAMED = re.compile(r"([^<>\x00-\x1f\x7f]*)<([^<>]+)>")
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
LAST_PORT = 65535


class Unusable(ValueError):
    """A setting that no mail could be sent with; the sentence says what to change."""


def sender(given: str) -> tuple[str, str]:
    """The name and the address that mails come from, out of ``hello@example.org`` or ``Our Chapter
    <hello@example.org>``; the name is empty where none is given, an international domain is in the ASCII form
    that mail servers take (IDNA 2008). Raises Unusable."""
    named = NAMED.fullmatch(given.strip())
    name, written = named.groups() if named else ("", given.strip())
    try:
        found = validate_email(
            written, check_deliverability=False, test_environment=True, allow_smtputf8=False
        )
    except EmailNotValidError as error:
        raise Unusable(
            f"MAIL_FROM is {given!r}, which is no email address that mails can come from. Write one, such as "
            f"hello@chapter.example.org, or Our Chapter <hello@chapter.example.org>. ({error})"
        ) from error
    return " ".join(name.strip(' "').split()), found.ascii_email or found.normalized


def check_server(given: str) -> None:
    """Whether ``given`` names a mail server, and all of its user name and password is read. Raises
    Unusable."""
    parts = _split(given)
    if parts.scheme not in {"smtp", "smtps"}:
        raise Unusable(f"MAIL_URL must begin with smtp:// or smtps://. {HOW}.")
    if parts.fragment or parts.query or parts.path not in {"", "/"} or given.endswith(("#", "?")):
        raise Unusable(f"MAIL_URL ends in the middle: after the host and port nothing may follow. {SIGNS}")
    _check_port(parts)
    if not parts.hostname:
        raise Unusable(f"MAIL_URL names no host. {HOW}.")
    if bool(parts.username) != bool(parts.password):
        raise Unusable(f"MAIL_URL has a user name without a password, or the other way round. {HOW}. {SIGNS}")
    if STRAY_PERCENT.search(parts.netloc):
        raise Unusable(f"MAIL_URL has a % that begins no code. {SIGNS}")


def _split(given: str) -> SplitResult:
    if UNSEEN.search(given):
        raise Unusable(f"MAIL_URL holds a line break or another sign that can’t be seen. {HOW}.")
    try:
        return urlsplit(given)
    except ValueError as error:
        raise Unusable(f"MAIL_URL can’t be read. {HOW}. {SIGNS}") from error


def _check_port(parts: SplitResult) -> None:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port is not None and not 0 < port <= LAST_PORT:
        raise Unusable(f"MAIL_URL’s port is no number from 1 to {LAST_PORT}. {HOW}. {SIGNS}")
