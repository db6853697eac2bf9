"""What somebody wrote waits, is approved or declined, and who did that is known: by the wall of a drive."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db, moderation
from chapter.audit import Entry
from chapter.giving.models import Gift
from chapter.giving.moderation import WALL
from chapter.moderation import kinds, rules
from chapter.moderation.models import APPROVED, DECLINED, WAITING, is_approved, is_declined, is_waiting
from chapter.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.factories import GUEST, TODAY
from tests.giving.drives import a_drive, a_gift
from tests.races import writing_at_once

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def gift(app: Flask) -> Gift:
    """A gift whose words wait."""
    given = a_gift(a_drive())
    with factories.a_writing():
        assert rules.reopen(given, by=GUEST, now=TODAY)
    return given


def verbs(gift: Gift) -> list[str]:
    of_it = Entry.record_kind == "gifts", Entry.record_id == gift.id
    every = db.session.scalars(select(Entry.verb).where(*of_it).order_by(Entry.id)).all()
    return [verb for verb in every if "wall" in verb][1:]


def states_in_sql(gift: Gift) -> list[bool]:
    asked = select(is_waiting(Gift), is_approved(Gift), is_declined(Gift)).where(Gift.id == gift.id)
    return [bool(one) for one in db.session.execute(asked).one()]


def test_what_waits_is_approved_declined_and_let_wait_again(gift: Gift) -> None:
    reader = factories.a_person("Rosa Reader", "rosa@example.test")
    assert (gift.moderation_state, states_in_sql(gift)) == (WAITING, [True, False, False])
    with factories.a_writing():
        assert rules.approve(gift, by=reader.actor, now=TODAY)
    assert (gift.moderation_state, states_in_sql(gift)) == (APPROVED, [False, True, False])
    assert (gift.approved_at, gift.approved_by) == (TODAY, reader.id)
    with factories.a_writing():
        assert rules.decline(gift, why="It names a girl", by=reader.actor, now=TODAY)
    assert (gift.moderation_state, states_in_sql(gift)) == (DECLINED, [False, False, True])
    assert (gift.declined_by, gift.declined_why, gift.approved_by) == (reader.id, "It names a girl", None)
    with factories.a_writing():
        assert rules.reopen(gift, by=reader.actor, now=TODAY)
    assert gift.moderation_state == WAITING
    assert (gift.declined_at, gift.declined_by, gift.declined_why) == (None, None, "")
    assert verbs(gift) == ["showed on the wall", "took from the wall", "let wait for the wall"]


@pytest.mark.parametrize("decide", [rules.approve, rules.decline])
def test_whoever_decides_the_same_once_more_changes_and_logs_nothing(
    gift: Gift, decide: Callable[..., bool]
) -> None:
    first, second = (factories.a_person(name) for name in ("Rosa Reader", "Sara Second"))
    with factories.a_writing():
        assert decide(gift, by=first.actor, now=TODAY)
        assert not decide(gift, by=second.actor, now=TODAY)
    assert first.id in (gift.approved_by, gift.declined_by)
    assert len(verbs(gift)) == 1


def test_of_two_who_approve_at_one_moment_one_did(app: Flask, gift: Gift) -> None:
    readers = [factories.a_person(name).id for name in ("Rosa Reader", "Sara Second")]
    number = gift.id

    def approves(reader: int) -> bool:
        by = db.session.get_one(Person, reader).actor
        return rules.approve(db.session.get_one(Gift, number), by=by, now=TODAY)

    assert sorted(writing_at_once(app, *(partial(approves, reader) for reader in readers)), key=bool) == [
        False,
        True,
    ]
    assert verbs(db.session.get_one(Gift, number)) == ["showed on the wall"]


def test_what_waits_stands_on_the_first_page_until_somebody_decides(client: Browser, gift: Gift) -> None:
    factories.sign_in(client, "treasurer")
    assert WALL.row.one in client.get("/office/").html
    with factories.a_writing():
        rules.decline(gift, by=GUEST, now=TODAY)
    assert WALL.row.one not in client.get("/office/").html


def test_what_staff_enter_does_not_wait_and_a_decision_is_not_overruled_by_it(gift: Gift) -> None:
    with factories.a_writing():
        rules.decline(gift, by=GUEST, now=TODAY)
        rules.approve_as_entered(gift, None, now=TODAY)
    assert gift.moderation_state == DECLINED


def test_a_table_is_declared_once_and_none_is_moderated_that_is_not(app: Flask, gift: Gift) -> None:
    with pytest.raises(ValueError, match="gifts is declared twice"):
        moderation.register(app, WALL)
    with pytest.raises(LookupError, match="Person is moderated"):
        kinds.kind_of(factories.a_person())


def test_a_decision_that_is_not_taken_back_stays(
    app: Flask, gift: Gift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions[kinds.EXTENSION], Gift, replace(WALL, reopened=None))
    with factories.a_writing():
        rules.approve(gift, by=GUEST, now=TODAY)
        with pytest.raises(LookupError, match="taken back"):
            rules.reopen(gift, by=GUEST, now=TODAY)
    assert gift.moderation_state == APPROVED
