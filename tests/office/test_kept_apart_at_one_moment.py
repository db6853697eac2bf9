"""Two of the staff keep the same two people apart at one moment."""

from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Entry
from chapter.office.rules import do_not_pair as office
from chapter.people.models import Person
from chapter.people.models.blocks import DoNotPair
from chapter.people.rules import do_not_pair
from chapter.refusal import Refused
from tests.factories import TODAY, a_person
from tests.races import writing_at_once


def test_it_is_one_entry_which_ends_once(app: Flask) -> None:
    ana, bea, dana = (a_person(name, f"{name}@example.test").id for name in ("ana", "bea", "dana"))

    def keep() -> None:
        one, other, by = (db.session.get_one(Person, number) for number in (ana, bea, dana))
        try:
            office.keep_apart(one, other, "", by=by, now=TODAY)
        except Refused:
            return

    writing_at_once(app, *[keep] * 3)
    assert db.session.scalar(select(func.count()).select_from(DoNotPair)) == 1

    def end() -> None:
        entry = db.session.scalars(select(DoNotPair)).one()
        do_not_pair.end(entry, by=db.session.get_one(Person, dana), now=TODAY)

    writing_at_once(app, *[end] * 3)
    logged = select(func.count()).where(Entry.verb == "no longer kept apart")
    assert db.session.scalar(logged) == 1
