"""A number that rises whenever rows that belong to it change, whoever changes them and however."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.shifts import calendar_files
from chapter.shifts.models import Signup
from chapter.web.change_counters import UncountedInsert
from tests.factories import TODAY, a_booking, an_event
from tests.shifts.shifts import a_shift, takes

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.every_case]
Act = Callable[[Rsvp], object]


def counted(rsvp: Rsvp, act: Act) -> int:
    """By how much the number of its event rises."""
    event = rsvp.event
    before = event.bookings_version
    with db.writing():
        act(rsvp)
    db.session.expire_all()
    return event.bookings_version - before


def by_statement(rsvp: Rsvp) -> object:
    return db.session.execute(update(Rsvp).where(Rsvp.id == rsvp.id).values(seated_at=None))


def by_a_dictionary(rsvp: Rsvp) -> object:
    return db.session.execute(update(Rsvp).values({"cancelled_at": TODAY}))


def deleted(rsvp: Rsvp) -> None:
    db.session.delete(rsvp)


def deleted_by_statement(rsvp: Rsvp) -> object:
    return db.session.execute(delete(Rsvp).where(Rsvp.id == rsvp.id))


def changed(rsvp: Rsvp) -> object:
    rsvp.party_size, rsvp.waiting_size = 2, 1
    return rsvp


def another_is_made(rsvp: Rsvp) -> object:
    return a_booking(rsvp.event)


@pytest.mark.parametrize(
    "act",
    [
        by_statement, by_a_dictionary, deleted, deleted_by_statement, changed, another_is_made,
    ],
    ids=lambda act: act.__name__,
)  # fmt: skip
def test_it_rises_however_a_booking_changes(act: Act) -> None:
    assert counted(a_booking(an_event()), act) >= 1


def test_it_rises_for_a_row_that_names_its_event_by_the_id_alone() -> None:
    event, rsvp = an_event(), a_booking(an_event())
    names = {column.key for column in Rsvp.__table__.columns} - {"id", "public_id", "checkin_code", "nonce"}
    same = {name: getattr(rsvp, name) for name in names} | {"event_id": event.id, "nonce": "another"}
    with db.writing():
        db.session.add(Rsvp(**same))
    assert event.bookings_version == 1


def looked_at(rsvp: Rsvp) -> object:
    rsvp.party_size = int(rsvp.party_size)
    return rsvp


def renamed(rsvp: Rsvp) -> object:
    return db.session.execute(update(Rsvp).values(link_version=Rsvp.link_version + 1))


@pytest.mark.parametrize("act", [looked_at, renamed], ids=lambda act: act.__name__)
def test_it_stays_when_nothing_that_counts_changes(act: Act) -> None:
    assert counted(a_booking(an_event()), act) == 0


def test_it_rises_for_the_events_of_a_statement_and_for_no_other() -> None:
    ours, other = a_booking(an_event()), a_booking(an_event())
    before = other.event.bookings_version
    assert counted(ours, by_statement) == 1
    assert other.event.bookings_version == before


def test_rows_that_count_are_not_inserted_by_a_statement() -> None:
    with pytest.raises(UncountedInsert), db.writing():
        db.session.execute(insert(Rsvp), [{"party_size": 1}])


def test_the_sequence_of_a_shift_rises_with_every_change_of_its_signups(app: Flask) -> None:
    signup = takes(a_shift())
    before = calendar_files.calendar_date_of(signup).sequence
    with db.writing():
        db.session.execute(update(Signup).values(released_at=TODAY))
    db.session.expire_all()
    assert calendar_files.calendar_date_of(signup).sequence == before + 1
