"""What tests stand on: a database that helps nobody who forgot to say in which order rows are wanted."""

import pytest
from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.people.models import Person
from tests.factories import a_person


@pytest.mark.sqlite
def test_rows_without_an_order_come_last_first(app: Flask) -> None:
    made = [a_person(f"Ana Number{number}").id for number in range(3)]
    assert list(db.session.scalars(select(Person.id).where(Person.id.in_(made)))) == made[::-1]
    assert list(db.session.scalars(select(Person.id).order_by(Person.id).where(Person.id.in_(made)))) == made
