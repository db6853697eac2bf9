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

import structlog

from chapter import db
from chapter.gateways import smtp_replies
from chapter.gateways.smtp_deadline import DeadlineSMTP, DeadlineSMTPOverTLS

log = structlog.get_logger()
CONVERSATION_SECONDS = 40
"""The longest that connecting to the server, or handing over one mail, may take in all."""

OUR_FAULT_PREFIX = "Our mail settings: "
"""How the reason begins when no address is at fault, but this installation's settings or its server."""

UNREACHED = (
    f"{OUR_FAULT_PREFIX}"
    f"the mail server {{}} can’t be reached. See that MAIL_URL names the right host and port, and that "
    "the server runs."
)
NOT_IN_CLEAR = (
    f"{OUR_FAULT_PREFIX}"
    f"{{}} offers no encryption (STARTTLS), and our password is not sent in clear. Set MAIL_URL to "
    "smtps://…, or to a server that offers it."
)
NOT_ENCRYPTED = (
    f"{OUR_FAULT_PREFIX}"
    f"the connection to {{}} could not be encrypted. See that MAIL_URL has the name in the server’s "
    "certificate, and smtps:// for port 465, smtp:// for port 587."
)
NOT_LET_IN = (
    f"{OUR_FAULT_PREFIX}the mail server does not let us in. Correct the user name and password in MAIL_URL."
)
NOT_FROM_US = f"{OUR_FAULT_PREFIX}{smtp_replies.NOT_FROM_US}"
UNUSABLE = (
    f"{OUR_FAULT_PREFIX}"
    f"no server can be asked with the host, user name or password in MAIL_URL. Write the host as the "
    "server is called, and see that user name and password have only plain letters, digits and signs (ASCII)."
)
BROKEN = (
    f"{OUR_FAULT_PREFIX}an error in this program keeps it from reaching {{}}. The log says what happened."
)
NO_RELAY = (
    f"{OUR_FAULT_PREFIX}"
    f"the server passes on no mail of ours to other domains. Give MAIL_URL the user name and password "
    "that it wants, or let this machine relay."
)
BUSY = f"{OUR_FAULT_PREFIX}the mail server takes nothing at the moment. It is asked again by itself."
NOT_THIS_MAIL = (
    "The mail server refused what the mail says or how large it is, not its address. It is tried again."
)
NOT_FROM_THEM = (
    "The server refuses what comes from us, and says nothing against the address. It is tried again."
)

RELAY = re.compile(r"\brelay|\bauthenticat|\brcpthosts\b|^530\b", re.IGNORECASE)
"""A reply to RCPT that is about who may send through this server; matched after ``REPEATED`` is removed."""
REPEATED = r"<[^>]*>|\S+@\S+|\b[\w-]*[a-z][\w-]*(?:\.[a-z][a-z0-9-]*)+"
"""Addresses and hosts that a reply repeats. Their words mean nothing: a mailbox may be called “relay”."""
LOCAL_PART = r"\b(?:user|mailbox|recipient|account|alias)\W+{0}(?!\w)|(?<!\w){0}(?=\.\.\.)|[\"'`‘“]{0}[\"'’”]"
"""The part before the @ by itself, where a reply names the mailbox."""
POLICY = re.compile(r"5\d\d[ -]5\.7\.")
"""A reply to RCPT that is a policy of the server's (RFC 3463, 5.7.x), such as a list of senders."""
NOT_LET_IN_CODE, TOO_LARGE_CODE = 530, 552
TEMPORARY_CODES = range(400, 500)


class MailRejected(Exception):
    """The server will never accept this message (5xx); retrying is useless."""


class NoSuchAddress(MailRejected):
    """The server says by its code that the address itself takes no mail (smtp_replies.RECIPIENT_CODES): it
    bounced."""


class MailDeferred(Exception):
    """The server did not accept the message now (4xx, connection lost, or an invalid reply); retry later."""


class MailSetupError(MailDeferred):
    """Not the recipient's address is at fault, but our settings or our server. Retried until somebody fixes
    it."""


class MailServerUnavailable(MailSetupError):
    """The server can't be reached, rejects our login, or accepts nothing from our sender: every mail would
    fail, so no other needs to be tried now."""


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
    def from_url(cls, url: str) -> "Mailer":
        """The server that ``url`` names. ValueError when it is no smtp or smtps address."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("MAIL_URL must look like smtp://user:password@host:port")
        tls = parts.scheme == "smtps"
        port = parts.port or (465 if tls else 587)
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), tls)

    def connect(self) -> "Connection":
        """Open a connection for several messages. MailServerUnavailable when the server can't be reached in
        time, rejects our login, or would have our password in clear, and for whatever else goes wrong on the
        way."""
        if db.in_writing():
            raise RuntimeError("nothing outside is called inside a transaction")
        try:
            return Connection(self._open())
        except MailServerUnavailable:
            raise
        except UnicodeError as error:  # its words would show a part of the password
            raise MailServerUnavailable(UNUSABLE) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerUnavailable(_told(self._why(error), error)) from error
        except Exception as error:
            log.error("mail_server_not_asked", host=self.host, exc_info=error)
            raise MailServerUnavailable(BROKEN.format(self.host)) from error

    def _why(self, error: Exception) -> str:
        if isinstance(error, ssl.SSLError):
            return NOT_ENCRYPTED.format(self.host)
        if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
            return BUSY
        if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
            return NOT_LET_IN if _code(error) not in TEMPORARY_CODES else BUSY
        return UNREACHED.format(f"{self.host}:{self.port}")

    def _open(self) -> DeadlineSMTP:
        server = self._reached()
        try:
            if not self.tls:
                self._encrypt(server)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _reached(self) -> DeadlineSMTP:
        if self.tls:
            context = ssl.create_default_context()
            return DeadlineSMTPOverTLS(self.host, self.port, timeout=CONVERSATION_SECONDS, context=context)
        return DeadlineSMTP(self.host, self.port, timeout=CONVERSATION_SECONDS)

    def _encrypt(self, server: smtplib.SMTP) -> None:
        if server.ehlo()[0] == 250 and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif self.user and not _is_this_machine(self.host):
            raise MailServerUnavailable(NOT_IN_CLEAR.format(self.host))


class Connection:
    """An open connection to the server; a context manager that closes it."""

    def __init__(self, server: DeadlineSMTP) -> None:
        self._server = server

    def send(self, message: EmailMessage, *, sender: str, to: str) -> None:
        """Hand over one message to one address. MailRejected: for good, and only for what the server says of
        that address. MailDeferred: retry later, also when it takes too long; MailSetupError when the fault is
        ours.

        The envelope addresses are passed separately: whatever somebody's name is, no second recipient can be
        read out of it.
        """
        try:
            self._server.start_deadline(CONVERSATION_SECONDS)
            self._server.sendmail(sender, [to], message.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _of_the_address(code, f"{code} {text.decode(errors='replace')}", to) from error
        except smtplib.SMTPSenderRefused as error:
            raise _of_us(error) from error
        except smtplib.SMTPResponseException as error:
            raise _of_the_text(error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailDeferred(_reason(error)) from error

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


def _of_the_address(code: int, said: str, to: str) -> Exception:
    """The exception for a reply to RCPT for ``to``. One about us is retried until that is fixed; an address
    is given up only for a code that is about it, and an unclear reply is retried twelve times."""
    if ours := smtp_replies.our_fault(said) or smtp_replies.our_command_fault(said):
        return MailSetupError(f"{OUR_FAULT_PREFIX}{ours} It said: {said}")
    if smtp_replies.is_gone_by_code(said):
        return NoSuchAddress(said)
    if RELAY.search(_own_words(said, to)):
        return MailSetupError(f"{NO_RELAY} It said: {said}")
    if POLICY.match(said):
        return MailDeferred(f"{NOT_FROM_THEM} It said: {said}")
    nobody = 500 <= code < 600 and smtp_replies.is_unknown_by_words(said)
    return MailRejected(said) if nobody else MailDeferred(said)


def _own_words(said: str, to: str) -> str:
    """``said`` without what it repeats of ``to`` and of other addresses and hosts."""
    called = LOCAL_PART.format(re.escape(to.rpartition("@")[0]))
    return re.sub(called, " ", re.sub(REPEATED, " ", said), flags=re.IGNORECASE)


def _of_the_text(error: smtplib.SMTPResponseException) -> MailDeferred:
    """The exception for a reply to DATA: about us, since some servers check the sender only then, or about
    the message."""
    if ours := smtp_replies.our_fault(_reason(error)):
        return MailSetupError(_told(f"{OUR_FAULT_PREFIX}{ours}", error))
    return MailDeferred(_reason(error) if error.smtp_code in TEMPORARY_CODES else _told(NOT_THIS_MAIL, error))


def _of_us(error: smtplib.SMTPSenderRefused) -> MailDeferred:
    """The exception for a reply to MAIL FROM: about the sender, except for one about the message size, which
    is sent along."""
    if error.smtp_code == TOO_LARGE_CODE:
        return MailDeferred(_told(NOT_THIS_MAIL, error))
    if ours := smtp_replies.our_fault(_reason(error)):
        return MailServerUnavailable(_told(f"{OUR_FAULT_PREFIX}{ours}", error))
    if error.smtp_code in TEMPORARY_CODES:
        return MailServerUnavailable(_told(BUSY, error))
    return MailServerUnavailable(
        _told(NOT_LET_IN if error.smtp_code == NOT_LET_IN_CODE else NOT_FROM_US, error)
    )


def _told(sentence: str, error: Exception) -> str:
    """``sentence``, followed by what the server or the network said."""
    said = "It said" if isinstance(error, smtplib.SMTPResponseException) else "What happened"
    return f"{sentence} {said}: {_reason(error)}"


def _code(error: Exception) -> int:
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return f"{type(error).__name__}: {error}"
