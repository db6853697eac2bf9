"""How names and words are compared, everywhere that somebody is looked for: one normal form, and how well a
word matches another. Pure, and reads no table.

A word that equals what was typed is worth most, then one that begins with it, then one that holds it, then
one that differs by a slip of the fingers, then one that sounds alike. The same rule in the phone that stands
at a door is static/js/apart/door/finding.js; tests hold the two against each other.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chapter.people.names import PARTICLES

EQUAL, BEGINS, HOLDS, SLIPPED, SOUNDS = 1.5, 1.0, 0.5, 0.25, 0.125
"""What a match is worth: of the same word, one that begins with it, holds it, nearly begins with it, or
sounds alike."""

IN_NAME, ELSEWHERE = 4.0, 2.0
"""How much more a match counts in a name than in other words."""

FEW = 5
"""Slips and sounds are left out where at least this many match without them."""

SHORTEST_FORGIVEN, SHORTEST_FORGIVEN_TWICE, SHORTEST_HELD, SHORTEST_SOUND = 4, 8, 3, 2
LONGEST, LONGEST_WORD, MOST_WORDS = 60, 40, 5
SIZE, MOST_JOINED = 3, 3

CROSSED = str.maketrans({
    "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ð": "d", "ß": "ss", "ħ": "h",
    "ŧ": "t", "ə": "e", "ς": "σ",
})  # fmt: skip
"""Letters that Unicode does not decompose into a letter and its accent, and those with two small forms."""

BETWEEN = re.compile(r"[\W_]+")
INSIDE = re.compile("[’'`ʼ‘´ʻ′＇]")
HYPHENED = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)+")
UNSPACED = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no space between the parts of a name, each of which may begin one."""

JOINED = PARTICLES | {"mc", "mac", "st", "o", "d"}
"""Words that many write together with the next."""

RESPELLED = tuple((re.compile(pattern), letters) for pattern, letters in (
    ("^g(?=[ei])|dj|dzh", "j"), ("tsch|tch|cz|ch(?=[eiy])", "c"), ("sch|sh|sz|zs", "s"), ("ph|bh|mh", "f"),
    ("^gh", "g"), ("gh", ""), ("kh|ck|q|ch|c(?![eiyj])", "k"), ("c(?=[eiyj])", "s"), ("x", "ks"), ("z", "s"),
    ("w(?![aeiouy])", ""), ("[vw]", "f"), ("(?<=.)h|^h(?=[^aeiouy])", ""), ("^j", "J"), ("^[aeiouy]+", "A"),
    ("[aeiouyj]", ""), (r"(.)\1+", r"\1"),
))  # fmt: skip
"""What is heard of a word, in this order: the consonants, one sign for each way of spelling them in English,
Irish, Polish and Spanish, and whether it begins with a vowel. In place of a library: Soundex, Metaphone and
NYSIIS keep the first letter, and know neither Wanda and Vanda nor Siobhan and Shivon."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may match: their name, and other words of theirs, both in the form for comparing; ``has``:
    those of the words looked for that they have otherwise."""

    number: int
    name: str
    words: str = ""
    has: frozenset[str] = frozenset()


def words_of(text: str) -> list[str]:
    """The words of ``text``: no case, no accents, no punctuation between them; O’Hara is one word."""
    marks = unicodedata.normalize("NFKD", INSIDE.sub("", text))
    plain = "".join(mark for mark in marks if unicodedata.category(mark)[0] != "M").lower()
    return [word for word in BETWEEN.split(unicodedata.normalize("NFC", plain.translate(CROSSED))) if word]


def normalized(text: str) -> str:
    """``text`` in the form for comparing: its words with single spaces."""
    return " ".join(words_of(text))


def asked_words(text: str) -> list[str]:
    """The words that somebody looks for: the first few of what was typed."""
    return words_of(text[:LONGEST])[:MOST_WORDS]


def trigrams_of(word: str) -> list[str]:
    """The trigrams of one word, the first with two spaces before it, so that its beginning weighs more."""
    padded = " " * (SIZE - 1) + word
    return list(dict.fromkeys(padded[at : at + SIZE] for at in range(len(word))))


@lru_cache(maxsize=65_536)
def sound_of(word: str) -> str:
    """What is heard of a word of ``words_of``, in capitals; empty when that is too little to tell names
    apart."""
    for pattern, letters in RESPELLED:
        word = pattern.sub(letters, word)
    return word.upper() if len(word) >= SHORTEST_SOUND else ""


def indexed_words(text: str) -> list[str]:
    """The words under which ``text`` is found: its own, those that many write as one (Anne-Marie, Mary Ann,
    de la Cruz), and each part of one without spaces."""
    words = words_of(text)
    joined = ["".join(words_of(one)) for one in HYPHENED.findall(text)]
    joined += [first + second for first, second in pairwise(words[:-1])]
    parts = [word[at:] for word in words if UNSPACED.match(word) for at in range(1, len(word))]
    found = (*words, *joined, *_after_particles(words), *parts)
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in found))


def sound_grams_of(word: str) -> list[str]:
    """The trigrams of what is heard of a word; capitals, so that they stand beside those of its letters."""
    return trigrams_of(sound_of(word))


def keys_of(word: str) -> list[str]:
    """The keys of a word in the index: its trigrams, and what is heard of it."""
    return [*trigrams_of(word), *filter(None, [sound_of(word)])]


def search_keys(word: str) -> list[str]:
    """The keys by which words like ``word`` are looked for. All of a short one's letters are in one key."""
    keys = keys_of(word)
    return keys if len(word) > SIZE else keys[len(word) - 1 :]


def worth_of(wanted: str, known: Collection[str]) -> dict[str, float]:
    """What each of the ``known`` words is worth for ``wanted``; those that are not like it are left out."""
    sound = sound_of(wanted)
    found = {word: SOUNDS for word in known if sound and sound_of(word) == sound}
    found |= dict.fromkeys(_slipped(wanted, known), SLIPPED)
    holding = [word for word in known if wanted in word]
    found |= {word: HOLDS for word in holding if len(wanted) >= SHORTEST_HELD}
    unspaced = UNSPACED.match(wanted)
    found |= {word: BEGINS for word in holding if unspaced or word.startswith(wanted)}
    return found | ({wanted: EQUAL} if wanted in known else {})


def ranked(wanted: Sequence[str], candidates: Iterable[Candidate]) -> list[int]:
    """The numbers of those who match every word of ``wanted``, the best first, then by name; without slips
    and sounds where ``FEW`` match without, and without those of other words than names where somebody has
    each word whole in their name."""
    people = [(one, _forms(one.name.split()), _forms(one.words.split())) for one in candidates]
    known = {word for _, name, words in people for word in (*name, *words)}
    worth = {word: worth_of(word, known) for word in wanted}
    whole = any(set(wanted) <= set(name) for _, name, _ in people)
    found = []
    for one, name, words in people:
        scores = [
            _score(worth[word], name, words, has=word in one.has, least=HOLDS if whole else 0.0)
            for word in wanted
        ]
        if scores and all(score for score, _ in scores):
            plain = all(best >= HOLDS for _, best in scores)
            found.append((plain, (-sum(score for score, _ in scores), one.name, one.number)))
    without_slips = [order for plain, order in found if plain]
    best = without_slips if len(without_slips) >= FEW else [order for _, order in found]
    return [number for _, _, number in sorted(best)]


def slips(word: str) -> int:
    """How many letters of ``word`` may be wrong, missing, extra, or swapped."""
    return (len(word) >= SHORTEST_FORGIVEN) + (len(word) >= SHORTEST_FORGIVEN_TWICE)


def _score(
    worth: dict[str, float], name: list[str], words: list[str], *, has: bool, least: float
) -> tuple[float, float]:
    """What the best of somebody's words counts, and what it is worth; ``least``: what one besides their name
    must be worth."""
    in_name = max((worth.get(word, 0.0) for word in name), default=0.0)
    elsewhere = max((worth.get(word, 0.0) for word in words), default=0.0)
    elsewhere = elsewhere if elsewhere >= least else 0.0
    held = HOLDS if has else 0.0
    return max((in_name * IN_NAME, in_name), (elsewhere * ELSEWHERE, elsewhere), (held * ELSEWHERE, held))


def _slipped(wanted: str, known: Collection[str]) -> set[str]:
    """The words that begin with ``wanted`` but for a slip or two."""
    if not slips(wanted):
        return set()
    by_beginning: dict[str, list[str]] = {}
    for word in known:
        for length in {len(wanted), len(word)}:
            by_beginning.setdefault(word[:length], []).append(word)
    close = process.extract(
        wanted, list(by_beginning), scorer=OSA.distance, score_cutoff=slips(wanted), limit=None
    )
    return {word for beginning, _distance, _place in close for word in by_beginning[beginning]}


def _forms(words: Sequence[str]) -> list[str]:
    """The words, and neighbors written as one."""
    runs = ("".join(words[at : at + many]) for many in range(2, MOST_JOINED + 1)
            for at in range(len(words) - many + 1))  # fmt: skip
    return [*words, *runs]


def _after_particles(words: Sequence[str]) -> list[str]:
    """Particles and what follows them, written as one: delacruz."""
    found, run = [], ""
    for word in words:
        run += word
        if word not in JOINED:
            found.append(run)
            run = ""
    return [one for one in found if one not in words]
