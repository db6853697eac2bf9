"""What stands on pages and in mails, word for word."""

import pytest

from chapter.bookings import wording


@pytest.mark.parametrize(
    ("largest", "free", "said"),
    [
        (6, 17, "Up to six per party."),
        (6, None, "Up to six per party."),
        (6, 6, "Up to six per party."),
        (6, 2, "Up to six per party. Parties larger than two go on the waitlist."),
        (6, 0, "Up to six per party."),
    ],
)
def test_a_large_party_knows_before_it_books(largest: int, free: int | None, said: str) -> None:
    assert wording.together(largest, free) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(365, "a year"), (1095, "three years"), (90, "90 days"), (366, "366 days"), (7, "seven days")],
)
def test_years_are_said_as_years(days: int, said: str) -> None:
    assert wording.kept_for(days) == said
