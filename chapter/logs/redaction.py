"""What no log shows: secrets of links, and emails. Recognized by their shape, wherever they appear.

A route says where its secret is; an address that was mangled on the way (a slash twice, in capitals, encoded,
cut by a mail program, in a Referer or a query) matches no route, and still opens the booking once it is
repaired. So whatever looks random is left out. Redacting too much costs a look into the database; too little,
a guest's seat.

Words of titles (``/events/the-long-table``), numbers, public ids (16 letters and digits, which open nothing)
and Stripe's own ids stay readable.
"""

import re
from unicodedata import normalize
from urllib.parse import unquote

REDACTED = "…"
LONGEST_WORD = 20
"""A longer run of letters and digits is not taken for a word."""

TOKEN = re.compile(r"[A-Za-z0-9_~=-]+")
WORDS = re.compile(r"[A-Za-z0-9]+")
SEPARATORS = r"\s@/<>\"'(),;:=?&"
EMAIL = re.compile(
    rf"(?:\"(?:\\.|[^\"\\\n]){{1,128}}\\?\"|(?<![^{SEPARATORS}])[^{SEPARATORS}]+)(?:@|%40)[^{SEPARATORS}]+"
)
"""It begins where a word ends, so that a long line is scanned once; or with a quote, as in ``"ann
lovelace"@example.org``, which a line of JSON writes with a backslash."""

STRIPE_ID = re.compile(r"(?:acct|ch|cus|di|dp|du|evt|in|pi|po|py|pyr|re|req|sub|txn|trr)_[A-Za-z0-9_]+")
PUBLIC_ID = re.compile(r"[a-z0-9]{16}")
LONGEST_MIXED_WORD = 6
"""The longest mix of letters and digits that counts as a word of a title: ``q4``, ``mp3s``, ``2026a``."""

MAX_DECODINGS = 5


def redact(text: str, *, wholly: bool = False) -> str:
    """``text`` without secrets and emails. ``wholly``: also without what may be part of a secret; for an
    address that matched no route, which may have been cut anywhere."""
    readable = _normalize(_decoded(EMAIL.sub(REDACTED, _normalize(text))))
    readable = EMAIL.sub(REDACTED, readable)
    return TOKEN.sub(lambda found: _readable_or_redacted(found[0], wholly), readable)


def _normalize(text: str) -> str:
    """Full-width letters, and a full-width ``＠``, as their usual forms."""
    return text if text.isascii() else REDACTED.join(normalize("NFKC", part) for part in text.split(REDACTED))


def _decoded(text: str) -> str:
    """``text`` percent-decoded, however often it was encoded."""
    for _ in range(MAX_DECODINGS):
        plain = unquote(text, errors="replace")
        if plain == text:
            break
        text = plain
    return text


def _readable_or_redacted(piece: str, wholly: bool) -> str:
    if not wholly and (STRIPE_ID.fullmatch(piece) or PUBLIC_ID.fullmatch(piece)):
        return piece
    return piece if all(_is_readable(word, wholly) for word in WORDS.findall(piece)) else REDACTED


def _is_readable(word: str, wholly: bool) -> bool:
    if word.isdigit():
        return len(word) < LONGEST_WORD
    if word.isalpha():
        return len(word) < LONGEST_WORD and (
            not wholly or word.islower() or word.istitle() or len(word) <= LONGEST_MIXED_WORD
        )
    return len(word) <= (3 if wholly else LONGEST_MIXED_WORD)
