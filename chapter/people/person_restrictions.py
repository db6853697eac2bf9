"""The restrictions that follow from a person's own record (see chapter.restrictions)."""

from sqlalchemy import ColumnElement, SQLColumnExpression, exists
from sqlalchemy.orm import aliased

from chapter.people.models import Person
from chapter.restrictions import EVERY, Restriction


def _erased(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    hers = aliased(Person)
    return exists().where(hers.id == person_id, hers.erased_at.is_not(None))


def _deceased(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    hers = aliased(Person)
    return exists().where(hers.id == person_id, hers.deceased_at.is_not(None))


ERASED = Restriction("erased", "was erased", EVERY, _erased)
DECEASED = Restriction("deceased", "has died", EVERY, _deceased)
