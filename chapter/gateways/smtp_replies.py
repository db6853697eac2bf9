"""What a mail server's reply is about: us, or the recipient's address.

Servers object even to the sender only once they see a recipient: Postfix delays every refusal till then
(smtpd_delay_reject), Exim verifies the sender there, and others refuse us only after DATA. So a reply is
classified by what it says, not by the command that it answers; addresses that it repeats are ignored.
"""

import re

NOT_FROM_US = "the server refused our sender address. Set MAIL_FROM to an address that it lets us send from."
NOT_SECURE = (
    "the server takes mail over an encrypted connection only. See that it offers STARTTLS at the port of "
    "MAIL_URL, or set MAIL_URL to smtps://…"
)
LIMITED = (
    "the server lets us send no more for now, since its limit is reached. It is asked again by itself; if "
    "this comes often, ask for a higher limit."
)
NOT_UNDERSTOOD = (
    "the server did not understand what we asked. See that MAIL_URL names the port where it takes mail."
)

STATUS_CODE = re.compile(r"\d{3}[ -]#?(\d\.\d{1,3}\.\d{1,3})\b")
ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+")

SENDER_CODES = {"4.1.7", "4.1.8", "5.1.7", "5.1.8", "5.2.252", "5.7.60"}
"""About the sender's address (RFC 3463), and Exchange’s “may not send as”."""

LIMIT_CODES = {"5.1.90", "5.4.5"}
"""Sending limits, as Exchange and Gmail report them."""

RECIPIENT_CODES = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
"""About the recipient’s address (RFC 3463, RFC 7505): no such mailbox or domain, no address, moved, takes no
mail."""

UNSPECIFIC_CODES = {"", "5.0.0", "5.1.0", "5.5.0"}
"""Codes that say nothing specific, after which the words decide."""

SENDER = re.compile(
    r"\bsender (?:e-?mail )?(?:address |domain )?(?:was |is )?(?:rejected|refused|verif|invalid|unknown)"
    r"|\b(?:invalid|unknown|bad) (?:envelope )?sender\b|\bverify (?:the )?sender\b|\bof sender address\b"
    r"|\bsend as\b|\bsendas|\bnot owned by\b|\b(?:address|identit\w+) (?:is|are) not verified\b",
    re.IGNORECASE,
)
SECURE = re.compile(r"\bstarttls\b|\b(?:tls|ssl|encryption)(?: is)? (?:required|needed)\b", re.IGNORECASE)
LIMIT = re.compile(
    r"\b(?:sending|submission|outgoing|outbound)\b[^\n]{0,20} (?:limit|quota|rate)\b|\bsubmissionquota"
    r"|\b(?:daily|hourly) (?:(?:message|e-?mail|user|smtp|relay) )*(?:limit|quota)\b|\bthrottling failure\b"
    r"|\b(?:e-?mails|messages) per (?:hour|day)\b",
    re.IGNORECASE,
)
WHO = r"(?:user|mailbox|recipient|account|inbox|person)"
IS_NONE = r"(?:unknown|unavailable|disabled|inactive|closed|not (?:found|known|exist))"
NOBODY = re.compile(
    rf"\b(?:no such|no|unknown|invalid|inactive|non-?existent) (?:local |valid )?{WHO}\b"
    rf"|\b{WHO}\b[^\n.;]{{0,40}}(?:\b{IS_NONE}|n['’]t exist)\b|\bunroute?able address\b",
    re.IGNORECASE,
)
PERHAPS_US = re.compile(r"\byour\b|\bsend|\brate\b", re.IGNORECASE)
"""Words that may be about us, so that no address is given up for them: “your account”, “may not send”,
“receives at such a rate”."""

SOMEBODY = re.compile(rf"\b{WHO}\b|\baddress\b", re.IGNORECASE)


def status_code(said: str) -> str:
    """The enhanced status code (RFC 3463) of a reply; empty when it has none."""
    found = STATUS_CODE.match(said)
    return found[1] if found else ""


def without_addresses(said: str) -> str:
    """A reply without the addresses that it repeats."""
    return ADDRESS.sub(" ", said)


def our_fault(said: str) -> str:
    """What is wrong with us, and what to do, as the rest of a sentence; empty when the reply is not about our
    sender, our connection or how much we may send."""
    code, words = status_code(said), without_addresses(said)
    if code in SENDER_CODES or SENDER.search(words):
        return NOT_FROM_US
    if SECURE.search(words):
        return NOT_SECURE
    if code in LIMIT_CODES or LIMIT.search(words):
        return LIMITED
    return ""


def our_command_fault(said: str) -> str:
    """What is wrong with us, in a reply to a command that the server did not understand (500 to 505); empty
    for other replies, and where it may be the address that the server did not understand."""
    misread = re.match(r"50[0-5]\b", said) and not SOMEBODY.search(without_addresses(said))
    return NOT_UNDERSTOOD if misread and status_code(said) not in RECIPIENT_CODES else ""


def is_gone_by_code(said: str) -> bool:
    """Whether a reply to RCPT says by its code that the address takes no mail."""
    return (
        said[:1] == "5"
        and status_code(said) in RECIPIENT_CODES
        and not PERHAPS_US.search(without_addresses(said))
    )


def is_unknown_by_words(said: str) -> bool:
    """Whether a reply to RCPT, a 550 with an unspecific code, says in words that the mailbox does not
    exist."""
    words = without_addresses(said)
    plain = said.startswith("550") and status_code(said) in UNSPECIFIC_CODES
    return plain and bool(NOBODY.search(words)) and not PERHAPS_US.search(words)
