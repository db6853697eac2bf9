"""Finding people and accounts."""

from sqlalchemy import Select, select

from chapter import db
from chapter.people.models import Account, Person, RoleGrant, email_key, name_key


def called(name: str, email: str) -> Person | None:
    """The person of this name and e-mail, compared without case and accents; the oldest when several."""
    return db.first(
        select(Person)
        .where(
            Person.email_key == email_key(email),
            Person.name_key == name_key(name),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    )


def account_of(email: str) -> Account | None:
    """The account that signs in with this e-mail, whatever the case."""
    return db.first(select(Account).where(Account.email_key == email_key(email)))


def holders(*roles: str) -> Select[Person]:
    """The people who hold one of ``roles`` now, by name."""
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    return select(Person).where(Person.id.in_(held)).order_by(Person.name_key)
