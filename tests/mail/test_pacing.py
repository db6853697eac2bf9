"""Mails of which there are too many in an hour leave later, one by one; what was rolled back never counts."""

from datetime import datetime, timedelta

import pytest

from chapter import db
from chapter.mail import rules as mail
from chapter.mail import throttle as mail_throttle
from chapter.mail.models import Mail
from chapter.mail.rules import Letter
from chapter.security import throttle
from tests.factories import TODAY

HERS = "ana@example.test"
MOST = throttle.MAILS_TO_ONE_ADDRESS.most


def queue(key: str, about: int, now: datetime) -> Mail:
    return mail.queue(
        Letter("events.changed", "Hello", "Hello.\n", about=("rsvps", about)), to=("", key), now=now
    )


def test_ten_at_once_leave_ten_minutes_apart_and_never_more_than_six_in_an_hour(app: object) -> None:
    with db.writing():
        queued = [queue(HERS, number, TODAY) for number in range(20)]
        held = mail_throttle.throttle_mails(HERS, now=TODAY)
    assert held == max(one.due_at for one in queued)
    due = sorted(one.due_at for one in queued)
    assert due[:MOST] == [TODAY] * MOST
    for first, seventh in zip(due, due[MOST:], strict=False):
        assert seventh - first >= timedelta(hours=1)


def test_what_another_act_queued_is_not_counted_again(app: object) -> None:
    for number in range(MOST):
        with db.writing():
            queue(HERS, number, TODAY)
            assert mail_throttle.throttle_mails(HERS, now=TODAY) is None
    with db.writing():
        queue("bea@example.test", 1, TODAY)
        assert mail_throttle.throttle_mails(HERS, now=TODAY) is None


def queue_and_fail(about: int) -> None:
    with db.writing():
        queue(HERS, about, TODAY)
        assert mail_throttle.throttle_mails(HERS, now=TODAY) is None
        raise ZeroDivisionError


def test_what_was_rolled_back_was_not_counted(app: object) -> None:
    for number in range(MOST * 2):
        with pytest.raises(ZeroDivisionError):
            queue_and_fail(number)
    with db.writing():
        queue(HERS, 1, TODAY)
        assert mail_throttle.throttle_mails(HERS, now=TODAY) is None
