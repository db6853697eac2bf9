"""Many want one place at once, and backups answer at once: one has it, the rest stand by."""

from functools import partial

from flask import Flask

from chapter import db
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import queries
from chapter.shifts.models import BACKUP, CONFIRMED, OFFERED, Shift, Signup
from chapter.shifts.rules import signups as shifts_signups
from chapter.shifts.rules import substitutes
from tests.factories import GUEST, TODAY, a_person
from tests.races import writing_at_once
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, asks, takes

AT_ONCE = 6


def test_the_last_place_is_taken_once_and_the_line_has_no_gap(app: Flask) -> None:
    number = a_shift(of=2).id
    people = [a_person().id for _ in range(AT_ONCE)]

    def take(person_id: int) -> object:
        person = db.session.get_one(Person, person_id)
        shift = db.lock(db.session.get_one(Shift, number))
        return shifts_signups.sign_up(shift, asks(person), by=GUEST, now=TODAY).made

    made = writing_at_once(app, *[partial(take, who) for who in people])

    states = [one.status for one in queries.signups_of(db.session.get_one(Shift, number))]
    assert made == [True] * AT_ONCE
    assert sorted(states) == [BACKUP] * (AT_ONCE - 2) + [CONFIRMED] * 2


def test_one_of_two_shifts_at_one_time_is_hers_when_she_presses_both(app: Flask) -> None:
    shifts = [a_shift(an_opportunity(place=f"Place {n}"), at=SATURDAY, of=3).id for n in range(4)]
    person_id = a_person().id

    def take(number: int) -> object:
        shift = db.lock(db.session.get_one(Shift, number))
        person = db.session.get_one(Person, person_id)
        return shifts_signups.sign_up(shift, asks(person), by=GUEST, now=TODAY).made

    said = writing_at_once(app, *[partial(take, number) for number in shifts])

    assert said.count(True) == 1
    assert sum(isinstance(one, Refused) for one in said) == len(shifts) - 1


def test_a_backup_and_a_newcomer_at_once_never_make_two_of_one_place(app: Flask) -> None:
    shift = a_shift()
    hers, backup = takes(shift), takes(shift)
    with db.writing():
        substitutes.seek_substitute(hers, by=GUEST, now=TODAY)
    assert backup.status == OFFERED
    backup_id, number, newcomers = backup.id, shift.id, [a_person().id for _ in range(3)]

    def accept() -> object:
        shifts_signups.accept_offer(db.session.get_one(Signup, backup_id), by=GUEST, now=TODAY)
        return None

    def take(person_id: int) -> object:
        person = db.session.get_one(Person, person_id)
        taken = shifts_signups.sign_up(
            db.lock(db.session.get_one(Shift, number)), asks(person), by=GUEST, now=TODAY
        )
        return taken.made

    writing_at_once(app, accept, *(partial(take, who) for who in newcomers))

    signups = queries.signups_of(db.session.get_one(Shift, number))
    assert [one.id for one in signups if one.status == CONFIRMED] == [backup_id]
