"""From a row of the outbox to a message (RFC 5322): plain text, HTML, and attachments.

A mail's text is light Markdown: paragraphs, lines in ``**bold**``, and ``[Words](placeholder)``. A letter
about an event begins with its date, which only HTML shows: ``# 10`` and, below it, a line or more. In HTML
everything is escaped first; after that only placeholders become links, and addresses in the chapter's own
signature. So nothing that a guest typed can ever be a link or markup.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from css_inline import CSSInliner
from flask import current_app, has_request_context, render_template
from markupsafe import Markup, escape

from chapter.email_addresses import to_ascii
from chapter.gateways.smtp import OUR_FAULT_PREFIX, MailRejected, MailSetupError
from chapter.mail import mime_parts, placeholders, unsubscribe_links
from chapter.mail.models import Mail
from chapter.settings import queries as settings
from chapter.settings.models import Chapter

INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
PLACEHOLDER = re.compile("\ue000([a-z0-9_]+)\ue001")
LINK = re.compile(r"\[([^\[\]\n]+)\]\(\ue000([a-z0-9_]+)\ue001\)")
DATE_HEADING = re.compile(r"\s*# (\d{1,2})\n((?:[^\n]+\n)+)\n")
BOLD_LINE = re.compile(r"\*\*(.+)\*\*")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+[\w/=#-]")
HIDDEN_LINK = "(personal link)"
NO_ADDRESS = "This address can’t be used in an email."
NO_SENDER = f"{OUR_FAULT_PREFIX}emails can’t be sent from {{}}. Set MAIL_FROM to an address that works."
NO_REPLIES = (
    f"{OUR_FAULT_PREFIX}replies can’t go to {{}}. Correct the reply address in the office, under Settings."
)
UNSUBSCRIBE_WORDS = "Unsubscribe"
CONTROL_CHARACTERS = dict.fromkeys([*range(32), 127, *range(128, 160)], " ")

Links = Mapping[str, str]


def build_message(mail: Mail) -> EmailMessage:
    """The message of ``mail``, always with the same Message-ID.

    Raises MailRejected when its recipient's address is unusable, MailSetupError when our sender address is,
    KeyError for an unregistered placeholder or attachment.
    """
    built, chapter = EmailMessage(policy=mime_parts.AS_WRITTEN), settings.current()
    _head(built, mail, chapter)
    with url_context():
        links = {name: _link_in(mail, *made) for name, made in mail.placeholders.items()}
        words = PLACEHOLDER.sub(lambda gap: gap[0] if gap[1] in links else "", mail.text)
        stop = unsubscribe_links.unsubscribe_url(mail)
        plain = mime_parts.text_part(plain_text(words, links, stop), "plain")
        rich = mime_parts.text_part(html_text(mail.subject, words, links, chapter, stop), "html")
        files = [placeholders.attachment(name, record_id) for name, record_id in mail.attachments]
    enclosed = [mime_parts.file_part(file) for file in files if file is not None]
    mime_parts.fill(built, [mime_parts.alternatives([plain, rich]), *enclosed])
    return built


def plain_text(source: str, links: Links, stop: str = "") -> str:
    """The plain part: each placeholder filled with its address, a button as words and address.

    ``stop``: the address where the reader unsubscribes from this kind, added in a last paragraph.
    """
    plain = "\n\n".join(_plain(paragraph, links) for paragraph in _paragraphs(_date_apart(source)[2]))
    return f"{plain}\n\n{UNSUBSCRIBE_WORDS}: {stop}\n" if stop else f"{plain}\n"


def text_without_links(mail: Mail) -> str:
    """The text of ``mail`` for the office, which must not show anybody's personal link."""
    return plain_text(mail.text, dict.fromkeys(mail.placeholders, HIDDEN_LINK))


def html_text(subject: str, words: str, links: Links, chapter: Chapter, stop: str = "") -> str:
    """The HTML part, inside the mails' layout; ``stop`` as in ``plain_text``."""
    day, when, source = _date_apart(words)
    source, signature = _apart(source, chapter.closing)
    body = Markup("\n").join(_rich(paragraph, links) for paragraph in _paragraphs(source))
    if signature:
        body += _tag("p", _with_addresses(signature), "signature")
    page = render_template(
        "layouts/mail.html", chapter=chapter, subject=subject, day=day, when=when, body=body,
        stop=stop, stop_words=UNSUBSCRIBE_WORDS,
    )  # fmt: skip
    return INLINER.inline(page)


def url_context() -> AbstractContextManager[object]:
    """A request context for ``url_for``, which the worker does not have otherwise."""
    return nullcontext() if has_request_context() else current_app.test_request_context()


def _head(built: EmailMessage, mail: Mail, chapter: Chapter) -> None:
    built["Subject"] = mime_parts.encoded_header(one_line(mail.subject))
    built["From"] = mime_parts.mailbox(_from_name(mail, chapter), sender_address())
    built["To"] = mime_parts.mailbox(one_line(mail.to_name), header_address(mail.to_address))
    if mail.reply_to:
        built["Reply-To"] = _ours(mail.reply_to, NO_REPLIES)
    built["Date"] = format_datetime(mail.created_at)
    built["Message-ID"] = f"<{mail.public_id}@{urlsplit(current_app.config['BASE_URL']).hostname}>"
    built["Auto-Submitted"] = "auto-generated"
    if stop := unsubscribe_links.unsubscribe_url(mail):
        built["List-Unsubscribe"] = f"<{stop}>"
        built["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _from_name(mail: Mail, chapter: Chapter) -> str:
    """The sender's display name: whoever writes, and the chapter, by MAIL_FROM's name where that has one."""
    name, called = one_line(mail.from_name), one_line(current_app.config["MAIL_FROM_NAME"])
    if name == one_line(chapter.name):
        return called or name
    return f"{name}, {called or one_line(chapter.short_name)}"


def _link_in(mail: Mail, maker: str, record_id: int) -> str:
    own = maker == unsubscribe_links.CHOICES_LINK
    return unsubscribe_links.choices_url(mail) if own else placeholders.link(maker, record_id)


def one_line(value: str) -> str:
    """``value`` made safe for a header: no line break, no control character, no encoded word.

    The standard library decodes ``=?utf-8?q?…?=`` (RFC 2047) in what it is given, line breaks and all.
    """
    return " ".join(value.translate(CONTROL_CHARACTERS).replace("=?", "= ?").split())


@lru_cache(maxsize=1024)
def header_address(given: str) -> str:
    """``given`` as mail servers write it (chapter/email_addresses.py).

    Raises MailRejected when it is no address, or needs letters before the @ that few servers take.
    """
    try:
        return Address(addr_spec=to_ascii(given)).addr_spec
    except (ValueError, HeaderParseError, IndexError) as error:
        raise MailRejected(NO_ADDRESS) from error


def sender_address() -> str:
    """The address that every mail comes from. Raises MailSetupError when it is invalid."""
    return _ours(current_app.config["MAIL_FROM"], NO_SENDER)


def _ours(given: str, why: str) -> str:
    try:
        return header_address(given)
    except MailRejected as error:
        raise MailSetupError(why.format(given)) from error


def _paragraphs(source: str) -> list[str]:
    return [paragraph.strip("\n") for paragraph in re.split(r"\n\s*\n", source) if paragraph.strip()]


def _plain(paragraph: str, links: Links) -> str:
    button = LINK.fullmatch(paragraph.strip())
    if button:
        return f"{button[1]}:\n{links[button[2]]}"
    told = LINK.sub(lambda match: f"{match[1]} ({links[match[2]]})", paragraph)
    lines = (BOLD_LINE.sub(r"\1", line) for line in told.split("\n"))
    return _filled("\n".join(lines), links, str)


def _rich(paragraph: str, links: Links) -> Markup:
    escaped = str(escape(paragraph))
    button = LINK.fullmatch(escaped.strip())
    if button:
        return _tag("p", _link(button[1], links[button[2]]), "button")
    lines = [_rich_line(line, links) for line in escaped.split("\n")]
    return _tag("p", Markup("<br>\n").join(lines))


def _rich_line(escaped: str, links: Links) -> Markup:
    bold = BOLD_LINE.fullmatch(escaped)
    inner = bold[1] if bold else escaped
    inner = LINK.sub(lambda match: str(_link(match[1], links[match[2]])), inner)
    filled = Markup(_filled(inner, links, lambda address: str(_link(address, address))))  # noqa: S704 - escaped
    return _tag("strong", filled) if bold else filled


def _filled(source: str, links: Links, write: Callable[[str], str]) -> str:
    return PLACEHOLDER.sub(lambda match: write(links[match[1]]), source)


def _date_apart(source: str) -> tuple[str, list[str], str]:
    """Split a letter: the day and the lines of the date that it begins with, if any; and the rest."""
    dated = DATE_HEADING.match(source)
    return (dated[1], dated[2].splitlines(), source[dated.end() :]) if dated else ("", [], source)


def _apart(source: str, signature: str) -> tuple[str, str]:
    """Split a letter from the chapter's closing at its end; the closing is empty when it has another."""
    whole, end = source.rstrip(), signature.strip()
    if end and whole.endswith(end):
        return whole.removesuffix(end), end
    return whole, ""


def _with_addresses(signature: str) -> Markup:
    """The chapter's own words, in which http and https addresses become links."""
    escaped = str(escape(signature)).replace("\n", "<br>\n")
    return Markup(WEB_ADDRESS.sub(lambda found: str(_link(found[0], found[0])), escaped))  # noqa: S704 - escaped


def _link(escaped_words: str, address: str) -> Markup:
    return Markup(f'<a href="{escape(address)}">{escaped_words}</a>')  # noqa: S704 - escaped


def _tag(name: str, inner: Markup, kind: str = "") -> Markup:
    known = f' class="{kind}"' if kind else ""
    return Markup(f"<{name}{known}>{inner}</{name}>")  # noqa: S704 - inner is markup
