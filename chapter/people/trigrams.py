"""Words in the form for comparing, and the trigrams of each, for searching people."""

import re

from chapter.people.models import name_key

CROSSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ð": "d"})
"""Letters that Unicode does not decompose into a letter and its accent."""

BETWEEN = re.compile(r"[\W_]+")
INSIDE = re.compile(r"[’'`ʼ]")
SIZE = 3


def words_of(text: str) -> list[str]:
    """The words of ``text``: no case, no accents, no punctuation between them; O’Hara is one word."""
    plain = name_key(INSIDE.sub("", text)).translate(CROSSED)
    return [word for word in BETWEEN.split(plain) if word]


def normalized(text: str) -> str:
    """``text`` in the form for comparing: its words with single spaces."""
    return " ".join(words_of(text))


def trigrams_of(word: str) -> list[str]:
    """The trigrams of one word, the first with two spaces before it, so that its beginning weighs more."""
    padded = " " * (SIZE - 1) + word
    return list(dict.fromkeys(padded[at : at + SIZE] for at in range(len(word))))
