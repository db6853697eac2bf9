"""What no log shows: secrets of links, and emails. Known by their shape, wherever they stand.

A route says where its secret is; an address that was mangled on the way (a slash twice, in capitals, encoded,
cut by a mail program, in a Referer or a query) is of no route, and still opens the booking once it is mended.
So whatever looks drawn by lot is left out. Too much left out costs a look into the database; too little, a
guest's evening.

Words of titles (``/events/the-long-table``), numbers, the names of records (16 letters and digits, which open
nothing) and Stripe's own numbers stay readable.
"""

import re
from unicodedata import normalize
from urllib.parse import unquote

REDACTED = "…"
LONGEST_WORD = 20
"""So many letters and digits in one piece are no word."""

TOKEN = re.compile(r"[A-Za-z0-9_~=-]+")
WORDS = re.compile(r"[A-Za-z0-9]+")
SEPARATORS = r"\s@/<>\"'(),;:=?&"
EMAIL = re.compile(
    rf"(?:\"(?:\\.|[^\"\\\n]){{1,128}}\\?\"|(?<![^{SEPARATORS}])[^{SEPARATORS}]+)(?:@|%40)[^{SEPARATORS}]+"
)
"""It begins where something ends, so that a long line is looked through once; or with a quote, as in
``"ann lovelace"@example.org``, which a line of JSON writes with a backslash."""

STRIPE_ID = re.compile(r"(?:acct|ch|cus|di|dp|du|evt|in|pi|po|py|pyr|re|req|sub|txn|trr)_[A-Za-z0-9_]+")
PUBLIC_ID = re.compile(r"[a-z0-9]{16}")
LONGEST_MIXED_WORD = 6
"""Letters and digits mixed, in a word of a title: ``q4``, ``mp3s``, ``2026a``."""

MAX_DECODINGS = 5


def redact(text: str, *, wholly: bool = False) -> str:
    """``text`` without secrets and emails. ``wholly``: also without what may be a piece of a secret; for an
    address that led nowhere, of which nobody knows where it was cut."""
    readable = _normalize(_decoded(EMAIL.sub(REDACTED, _normalize(text))))
    readable = EMAIL.sub(REDACTED, readable)
    return TOKEN.sub(lambda found: _readable_or_redacted(found[0], wholly), readable)


def _normalize(text: str) -> str:
    """Wide letters, and a wide ``＠``, as the usual ones that they are read as."""
    return text if text.isascii() else REDACTED.join(normalize("NFKC", part) for part in text.split(REDACTED))


def _decoded(text: str) -> str:
    """As it was before somebody encoded it, however often."""
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
