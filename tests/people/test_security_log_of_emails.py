"""The security log tells of another email to sign in with."""

import pytest
from flask import Flask

from chapter import db
from chapter.people.rules import moving
from tests import factories
from tests.factories import TODAY
from tests.people.test_security_log import kinds


def test_another_email(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    account = factories.an_account()
    with db.writing():
        moving.stop(moving.ask(account, "one@new.test", now=TODAY), now=TODAY)
        change = moving.ask(account, "two@new.test", now=TODAY)
        moving.confirm(change, now=TODAY)
        moving.take_back(change, now=TODAY)
    assert [one for one in kinds(capsys) if one.startswith("email")] == [
        "email_change_asked",
        "email_change_stopped",
        "email_change_asked",
        "email_changed",
        "email_change_taken_back",
    ]
