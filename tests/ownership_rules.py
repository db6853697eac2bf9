"""Rules of the house about who may make or change what several packages use.

tests/test_ownership.py holds the house against them, and each against a counter-example.
"""

from collections.abc import Iterator

from tests.house_rules import File

PAIRS = {"Tie", "Block", "DoNotPair"}


def pairs_are_made_by_people(file: File) -> Iterator[str]:
    """Ties, blocks and do-not-pair are made by the rules of people alone, so that whatever brings people
    together (hellos, introductions) has one answer to who may be, and nobody else is told."""
    if file.path.startswith("chapter/people/"):
        return
    for name, _ in file.calls():
        if name.rpartition(".")[2] in PAIRS:
            yield f"makes a {name}() by itself"
