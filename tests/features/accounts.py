"""The accounts of the small chapter, beside those that its kinds of viewers have."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.people.models import RoleGrant
from tests import factories
from tests.feature import Feature, Records

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """Somebody with a role, somebody without an account, somebody whose account is closed."""
    person, closed = world.account("volunteers").person, world.account("closed").person
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).one()
    return {
        "a person": {"public_id": person.public_id, "grant_id": str(grant.id)},
        "a person without account": {"public_id": factories.a_person().public_id},
        "a person whose account is closed": {"public_id": closed.public_id},
    }


def grow(_world: "World", by: int) -> None:
    """``by`` more accounts."""
    for _ in range(by):
        factories.an_account("comms", "member")


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={"role": "comms"},
)
