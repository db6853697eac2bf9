"""Whom the member's household holds, and whom it named."""

from typing import TYPE_CHECKING

from chapter import db
from chapter.households.rules import invitations
from chapter.membership.models.invitations import NamedPerson
from chapter.people.models import Person
from tests.factories import TODAY
from tests.feature import Feature, Records
from tests.features.membership import membership_of
from tests.membership.members import STAFF, a_household, a_member, an_application, belongs, days, proved

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """The member pays for a household: Lou belongs to it, Kim and Ida have not answered. An application
    names somebody, too."""
    person = world.account("member").person
    a_member(a_household(), person=person)
    held = membership_of(person)
    lou = belongs(held, "Lou Bundle", "lou@example.test", by=STAFF, now=TODAY)
    kim, ida = (
        invitations.invite(held, NamedPerson(name, email), nonce=f"named-{email}", by=person.actor, now=TODAY)
        for name, email in (("Kim Bundle", "kim@example.test"), ("Ida Bundle", "ida@example.test"))
    )
    kim.mailed_at = TODAY - days(2)
    asks = proved(an_application(a_household()))
    named = invitations.add_to_application(
        asks, NamedPerson("Uma", "uma@example.test"), nonce="named-uma", by=STAFF, now=TODAY
    )
    db.session.flush()
    return {
        "the member’s household": _of(person),
        "one in the member’s household": {"number": str(lou.id)},
        "one whom the member named": {**_of(person), "asked_id": kim.public_id, "public_id": kim.public_id},
        "one of the member’s": {**_of(person), "asked_id": kim.public_id},
        "an invitation": {"token": ida.token},
        "one named in an application": {"public_id": asks.public_id, "asked_id": named.public_id},
    }


def _of(person: Person) -> dict[str, str]:
    return {"public_id": person.public_id}


FEATURE = Feature(
    world=build,
)
