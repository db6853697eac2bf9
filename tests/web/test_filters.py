"""What templates say of times."""

from datetime import UTC, datetime

import pytest

from chapter.web.filters import clock_time, stop


@pytest.mark.parametrize(("hour", "end"), [(18, "6 p.m."), (6, "6 a.m."), (12, "noon."), (0, "midnight.")])
def test_a_sentence_that_ends_with_a_time_has_one_period(hour: int, end: str) -> None:
    assert stop(clock_time(datetime(2026, 11, 23, hour, tzinfo=UTC))) == end
