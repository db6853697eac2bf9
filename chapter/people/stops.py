"""Why somebody is not reached, as far as her own record says it (see chapter.reach)."""

from sqlalchemy import ColumnElement, SQLColumnExpression, select

from chapter.people.models import Person
from chapter.reach import EVERY, Stop


def _erased(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return person_id.in_(select(Person.id).where(Person.erased_at.is_not(None)))


def _deceased(person_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    return person_id.in_(select(Person.id).where(Person.deceased_at.is_not(None)))


ERASED = Stop("erased", "was erased", EVERY, _erased)
DECEASED = Stop("deceased", "has died", EVERY, _deceased)
