"""How well people match the words that were typed: pure, over what they show to the viewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_FORGIVEN, SHORTEST_FORGIVEN_TWICE = 4, 8
NAME, ELSEWHERE, NEARLY = 4.0, 2.0, 1.0
WHOLE = 0.5
"""The score of a word: for beginning a word of the name, a word elsewhere, or nearly one; and what a whole
word adds."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may match: their name and all their words, in the form for comparing."""

    person_id: int
    name: str
    words: str


def slips(word: str) -> int:
    """How many letters of ``word`` may be wrong, missing, extra, or swapped."""
    return (len(word) >= SHORTEST_FORGIVEN) + (len(word) >= SHORTEST_FORGIVEN_TWICE)


def ranked(wanted: Sequence[str], candidates: Iterable[Candidate]) -> list[int]:
    """The ids of those who match every word of ``wanted``, the best first, then by name."""
    people = [(one, one.name.split(), one.words.split()) for one in candidates]
    known = {word for _, name, words in people for word in (*name, *words)}
    worth = [_worth(word, known) for word in wanted]
    found = []
    for one, name, words in people:
        scores = [_score(by_word, name, words) for by_word in worth]
        if all(scores):
            found.append((-sum(scores), one.name, one.person_id))
    return [number for _, _, number in sorted(found)]


def _worth(wanted: str, known: set[str]) -> dict[str, float]:
    """The score of each known word for ``wanted``: 1 when it begins with it, more when it equals it, a
    quarter when it nearly begins with it."""
    found = dict.fromkeys(_near(wanted, known), NEARLY / NAME)
    found |= {word: 1.0 for word in known if word.startswith(wanted)}
    return found | ({wanted: 1.0 + WHOLE} if wanted in known else {})


def _near(wanted: str, known: set[str]) -> set[str]:
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


def _score(worth: dict[str, float], name: list[str], words: list[str]) -> float:
    in_name = max((worth.get(word, 0.0) for word in name), default=0.0) * NAME
    return in_name or max((worth.get(word, 0.0) for word in words), default=0.0) * ELSEWHERE
