"""One or several."""

import pytest

from chapter.plurals import agree, plural


@pytest.mark.parametrize(
    ("count", "words", "verb"),
    [(0, "0 seats", "are"), (1, "1 seat", "is"), (2, "2 seats", "are"), (1200, "1,200 seats", "are")],
)
def test_a_word_agrees_with_its_number(count: int, words: str, verb: str) -> None:
    assert plural(count, "seat", "seats") == words
    assert agree(count, "is", "are") == verb
