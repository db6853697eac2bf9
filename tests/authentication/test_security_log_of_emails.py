"""The security log tells of another email to sign in with."""

import pytest
from flask import Flask

from chapter import db
from chapter.accounts.rules import email_changes
from tests import factories
from tests.authentication.test_security_log import kinds
from tests.factories import TODAY


def test_another_email(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    account = factories.an_account()
    with db.writing():
        email_changes.stop(email_changes.request(account, "one@new.test", now=TODAY), now=TODAY)
        change = email_changes.request(account, "two@new.test", now=TODAY)
        email_changes.confirm(change, now=TODAY)
        email_changes.revert(change, now=TODAY)
    assert [one for one in kinds(capsys) if one.startswith("email")] == [
        "email_change_asked",
        "email_change_stopped",
        "email_change_asked",
        "email_changed",
        "email_change_taken_back",
    ]
