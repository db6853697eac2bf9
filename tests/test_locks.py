"""What somebody holds, others may point to: a mail to a person waits for nobody who changes that person."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from chapter import db
from chapter.accounts.models import Account
from chapter.bookings.rules import bookings
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.people.models import Person, name_key
from chapter.portal import contact_changes
from chapter.shifts.rules import signups
from tests import factories
from tests.factories import GUEST, TODAY
from tests.races import meeting_point, writing_at_once
from tests.shifts.shifts import a_shift, takes

PATIENCE = 2
"""Seconds in which two meet who can; on SQLite they never do, since one writes at a time."""

pytestmark = pytest.mark.postgresql


def test_a_mail_is_written_to_somebody_whose_row_is_held(app: Flask) -> None:
    she = factories.a_person("Ana Alba", "ana@example.test")
    with db.writing(), db.database.engine.connect() as other:
        db.lock(she)
        other.execute(
            select(Person.id)
            .where(Person.id == she.id)
            .with_for_update(nowait=True, read=True, key_share=True)
        )
        with pytest.raises(OperationalError, match="lock"):
            other.execute(select(Person.id).with_for_update(nowait=True, key_share=True))


def test_nobody_points_to_what_is_held_whole(app: Flask) -> None:
    account = factories.an_account()
    with db.writing(), db.database.engine.connect() as other:
        db.lock(account, whole=True)
        with pytest.raises(OperationalError, match="lock"):
            other.execute(select(Account.id).with_for_update(nowait=True, read=True, key_share=True))


def renames(number: int, holds: Callable[[], object]) -> None:
    """Change a person's name as the profile does, with ``holds`` between the lock and what follows it."""
    she = db.lock(db.session.get_one(Person, number))
    holds()
    before = contact_changes.read_name_before(she)
    she.name, she.name_key = "Ana Bo", name_key("Ana Bo")
    contact_changes.follow_new_name(she, before, now=TODAY)


@pytest.mark.parametrize("room", ["a booking", "a shift"])
def test_a_new_name_and_a_change_that_mails_her_end_both(
    app: Flask, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    she = factories.a_person("Ana Alba", "ana@example.test")
    factories.an_account(person=she)
    if room == "a booking":
        row: Any = factories.a_booking(factories.an_event(), name=she.name, email=she.email, person=she)
        ends = partial(bookings.cancel, by=GUEST, now=TODAY)
    else:
        row = takes(a_shift(), she)
        ends = partial(signups.remove, why="The pantry is closed", by=GUEST, now=TODAY)
    kind, number, person_id, queue = type(row), row.id, she.id, mail.queue
    meets = meeting_point(of=2, seconds=PATIENCE)

    def slowly(*args: Any, **more: Any) -> Mail:
        db.session.flush()
        meets()
        return queue(*args, **more)

    monkeypatch.setattr(mail, "queue", slowly)
    renaming = partial(renames, person_id, meets)
    both = writing_at_once(app, renaming, lambda: ends(db.session.get_one(kind, number)))
    assert both == [None, None]
    assert db.session.get_one(Person, person_id).name == "Ana Bo"
    assert db.session.get_one(kind, number).cancelled_at is not None
