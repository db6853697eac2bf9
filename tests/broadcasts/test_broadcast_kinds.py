"""Kinds of what is told to many: one that forgets a question can't be made."""

import pytest

from chapter.broadcasts.kinds import BroadcastKind
from chapter.broadcasts.scheduled import ScheduledKind


@pytest.mark.parametrize("kind", [BroadcastKind, ScheduledKind])
def test_a_kind_that_answers_nothing_can_t_be_made(kind: type[BroadcastKind]) -> None:
    forgetful = type("Forgetful", (kind,), {"name": "test.forgetful", "mail": "events.message"})
    with pytest.raises(TypeError, match="abstract"):
        forgetful()
