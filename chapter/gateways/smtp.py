"""Handing a message to a mail server."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from chapter import db

TIMEOUT_SECONDS = 20
NOT_IN_CLEAR = (
    "This is our fault, not the reader’s: {} offers no encryption (STARTTLS), and our password is not sent "
    "in clear. Set MAIL_URL to smtps://…, or to a server that offers it."
)

GONE = re.compile(r"5\d\d[ -]5\.(1\.[0-9]+|2\.1)\b")
"""An answer to RCPT that is about the address. Without such a code it may be about us: a relay that is not
allowed, a list that we stand on. Nobody's address is given up for that."""


class MailRefused(Exception):
    """The server will never take this message (5xx); trying again is of no use."""


class NoSuchAddress(MailRefused):
    """The server says that the address itself takes no mail (RFC 3463, 5.1.x and 5.2.1): it bounced."""


class MailNotTaken(Exception):
    """The server did not take the message now (unreachable, 4xx, cut off); try again later."""


@dataclass(frozen=True)
class Mailer:
    """A mail server: ``smtp://user:password@host:port`` (STARTTLS when offered, and always before a password
    leaves this machine) or ``smtps://…``."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False

    @classmethod
    def at(cls, url: str) -> "Mailer":
        """The server that ``url`` names. ValueError when it is no smtp or smtps address."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("MAIL_URL must look like smtp://user:password@host:port")
        tls = parts.scheme == "smtps"
        port = parts.port or (465 if tls else 587)
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)

    def connect(self) -> "Connection":
        """A connection for several messages. MailNotTaken when the server can't be reached, or would have our
        password in clear."""
        if db.in_writing():
            raise RuntimeError("nothing outside is called inside a transaction")
        try:
            return Connection(self._open())
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotTaken(_reason(error)) from error

    def _open(self) -> smtplib.SMTP:
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
            if server.ehlo()[0] == 250 and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            elif self.user and not _is_this_machine(self.host):
                server.close()
                raise MailNotTaken(NOT_IN_CLEAR.format(self.host))
        if self.user:
            server.login(self.user, self.password)
        return server


class Connection:
    """An open line to the server; a context manager that closes it."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Hand over one message to one address. MailRefused: for good. MailNotTaken: try again later.

        The addresses are given by themselves: whatever somebody is called, nobody reads a second
        recipient out of it.
        """
        try:
            self._server.sendmail(sender, [to], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            said = f"{code} {text.decode(errors='replace')}"
            raise (NoSuchAddress if GONE.match(said) else _outcome(code))(said) from error
        except smtplib.SMTPResponseException as error:
            raise _outcome(error.smtp_code)(_reason(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotTaken(_reason(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _outcome(code: int) -> type[MailRefused] | type[MailNotTaken]:
    return MailRefused if 500 <= code < 600 else MailNotTaken


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return f"{type(error).__name__}: {error}"
