"""The parts of a message: headers (RFC 5322), text, HTML, files (MIME, RFC 2045).

Headers are stored as written here: the standard library parses each again at every step, which took half of
the time of sending a mail. Boundaries are always the same: they hold ``=_``, which neither quoted-printable
nor base64 ever does (RFC 2045, section 6.7), so no part needs to be searched for them, and a mail that is
sent again is the same to the byte.
"""

import base64
import quopri
import re
from collections.abc import Iterable
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import quote
from functools import lru_cache
from typing import Any

from chapter.mail.placeholders import Attachment


class _AsWritten(EmailPolicy):
    """A policy that stores headers as they are written here, each once, and parses them only when they are
    read."""

    def header_max_count(self, _name: str) -> None:
        """None: no limit. The library would create a class for each header to find out."""

    def header_store_parse(self, name: str, value: str) -> tuple[str, str]:
        """The header, unparsed. ValueError when a line break in it would begin another header."""
        if HEADER_INJECTION.search(value):
            raise ValueError(f"{name} would become two headers")
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header as the library parses it; common ones are parsed once."""
        return _read(name, value)


HEADER_INJECTION = re.compile(r"\r|\n(?![ \t])")
AS_WRITTEN = _AsWritten(linesep="\r\n", refold_source="none")


@lru_cache(maxsize=256)
def _read(name: str, value: str) -> Any:
    return SMTP.header_factory(name, "".join(value.splitlines()))


def encoded_header(words: str) -> str:
    """``words`` as a header may carry them: as they are, or in encoded words (RFC 2047) of 75 characters."""
    return words if words.isascii() else Header(words, "utf-8", maxlinelen=60).encode()


def mailbox(name: str, address: str) -> str:
    """A name and an address, which is checked already, as they stand in ``To`` or ``From`` (RFC 5322)."""
    if not name:
        return address
    return f'"{quote(name)}" <{address}>' if name.isascii() else f"{encoded_header(name)} <{address}>"


def text_part(words: str, subtype: str) -> EmailMessage:
    """``words`` as text/``subtype``, in quoted-printable."""
    part = _part(f'text/{subtype}; charset="utf-8"', "quoted-printable")
    part.set_payload(quopri.encodestring(words.encode()).decode())
    return part


def file_part(attachment: Attachment) -> EmailMessage:
    """A file as an attachment."""
    part = _part(attachment.content_type, "base64")
    part["Content-Disposition"] = f'attachment; filename="{attachment.filename}"'
    part.set_payload(base64.encodebytes(attachment.data).decode())
    return part


def alternatives(parts: Iterable[EmailMessage]) -> EmailMessage:
    """The same content in several forms, the best last."""
    whole = EmailMessage(policy=AS_WRITTEN)
    whole["Content-Type"] = 'multipart/alternative; boundary="=_alternative"'
    for part in parts:
        whole.attach(part)
    return whole


def fill(message: EmailMessage, parts: Iterable[EmailMessage]) -> None:
    """Make ``message`` a multipart of ``parts``, in order."""
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/mixed; boundary="=_mixed"'
    for part in parts:
        message.attach(part)


def _part(content_type: str, encoding: str) -> EmailMessage:
    part = EmailMessage(policy=AS_WRITTEN)
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = encoding
    return part
