"""What stands on pages and in mails, word for word."""

import pytest

from chapter.events import words


@pytest.mark.parametrize(
    ("days", "said"),
    [(365, "a year"), (1095, "three years"), (90, "90 days"), (366, "366 days"), (7, "seven days")],
)
def test_years_are_said_as_years(days: int, said: str) -> None:
    assert words.kept_for(days) == said
