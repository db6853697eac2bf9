"""What MAIL_FROM and MAIL_URL say, checked before anything starts. config.py reads them.

A sentence of Unusable says what to write instead, and never repeats a password.
"""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

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
A_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?"
)
LONGEST_HOST = 254


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
            f"MAIL_FROM is {given!r}, which isn't an email address that Chapter can send from. Write one "
            f"such as hello@chapter.example.org, or Our Chapter <hello@chapter.example.org>. ({error})"
        ) from error
    return " ".join(name.strip(' "').split()), found.ascii_email or found.normalized


def check_server(given: str) -> None:
    """Whether ``given`` names a mail server that can be looked up, and all of its user name and password is
    read and can be sent to one. Raises Unusable."""
    parts = _split(given)
    if parts.scheme not in {"smtp", "smtps"}:
        raise Unusable(f"MAIL_URL must begin with smtp:// or smtps://. {HOW}.")
    if parts.fragment or parts.query or parts.path not in {"", "/"} or given.endswith(("#", "?")):
        raise Unusable(f"MAIL_URL goes on after the host and port, where nothing may follow. {SIGNS}")
    _check_port(parts)
    _check_host(parts.hostname)
    if bool(parts.username) != bool(parts.password):
        raise Unusable(
            f"MAIL_URL has a user name without a password, or a password without a user name. {HOW}. {SIGNS}"
        )
    if STRAY_PERCENT.search(parts.netloc):
        raise Unusable(f"MAIL_URL has a % that isn't part of a code. {SIGNS}")
    for what, written in (("user name", parts.username), ("password", parts.password)):
        _check_sent(what, written or "")


def _split(given: str) -> SplitResult:
    if UNSEEN.search(given):
        raise Unusable(f"MAIL_URL has a line break or another invisible character. {HOW}.")
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
        raise Unusable(f"MAIL_URL’s port isn’t a number from 1 to {LAST_PORT}. {HOW}. {SIGNS}")


def _check_host(host: str | None) -> None:
    """Whether it is an IP address, or a name that can be looked up, also an international one."""
    if not host:
        raise Unusable(f"MAIL_URL has no host. {HOW}.")
    try:
        if ":" in host:
            ip_address(host)
            return
        ascii_host = host.encode("idna").decode("ascii").lower()
    except ValueError:
        ascii_host = ""
    if len(ascii_host) > LONGEST_HOST or A_HOST.fullmatch(ascii_host) is None:
        raise Unusable(
            "MAIL_URL’s host isn’t a server name. It may have letters, digits, and hyphens, in parts of up "
            f"to 63 with one dot between them. {HOW}. {SIGNS}"
        )


def _check_sent(what: str, written: str) -> None:
    """Whether mail servers can be given it: they take ASCII."""
    sent = unquote(written)
    if not sent.isascii() or UNSEEN.search(sent):
        raise Unusable(
            f"MAIL_URL’s {what} has characters that can’t be sent to a mail server. It may have letters a to "
            "z, digits, and signs such as ! or - (ASCII). Set another one at the mail provider."
        )
