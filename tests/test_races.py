"""The starter of races: what it gives, what it raises, and that acts do meet."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from chapter import db
from chapter.people.models import Person
from chapter.refusal import Refused
from tests.factories import a_person
from tests.races import Stale, at_once, beside, meeting_point, mine, writing_at_once


def named(name: str) -> None:
    db.session.execute(update(Person).values(name=name))


def test_what_each_gave_stands_in_the_order_of_the_calls(app: Flask) -> None:
    assert at_once(app, *(partial(int, number) for number in range(5))) == [0, 1, 2, 3, 4]


def test_an_error_of_one_fails_the_test(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(app, lambda: 1, lambda: 1 / 0)


def test_an_error_before_the_moment_is_told_and_not_that_others_waited_in_vain(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.races.PATIENCE", 0.2)
    with pytest.raises(ZeroDivisionError):
        at_once(app, lambda: 1, Stale(lambda: 1 / 0, str))


def test_a_refusal_is_an_answer_and_what_was_written_stays_out(app: Flask) -> None:
    a_person("Ana Alba")

    def refuses() -> None:
        named("Nobody")
        raise Refused("Not so")

    (answer,) = writing_at_once(app, refuses)
    assert isinstance(answer, Refused)
    assert db.session.scalars(select(Person.name)).one() == "Ana Alba"


def test_what_was_written_is_there_afterwards(app: Flask) -> None:
    she = a_person("Ana Alba")
    assert writing_at_once(app, partial(named, "Ana Bo")) == [None]
    assert she.name == "Ana Bo"


def test_a_stale_act_gets_what_was_read_before(app: Flask) -> None:
    she = a_person("Ana Alba").id
    stale = Stale(lambda: db.session.get_one(Person, she).name, str.upper)
    assert at_once(app, stale, stale) == ["ANA ALBA", "ANA ALBA"]


def test_all_are_at_work_together(app: Flask) -> None:
    meet = meeting_point(of=3, seconds=5)
    came: list[int] = []

    def act(number: int) -> int:
        came.append(number)
        meet()
        return len(came)

    assert at_once(app, *(partial(act, number) for number in range(3))) == [3, 3, 3]


def test_who_waits_in_vain_goes_on() -> None:
    meeting_point(of=2, seconds=0.01)()


def test_each_act_knows_itself(app: Flask) -> None:
    one, is_one = mine(lambda: is_one())
    other, _ = mine(lambda: is_one())
    meet = meeting_point(of=2, seconds=5)
    assert at_once(app, lambda: (meet(), one())[1], lambda: (meet(), other())[1]) == [True, False]


def test_what_runs_beside_is_stopped_and_its_error_is_told() -> None:
    ended: list[bool] = []
    with pytest.raises(ZeroDivisionError), beside(lambda: 1 / 0, end=lambda: ended.append(True)):
        pass
    assert ended == [True]
