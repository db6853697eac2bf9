"""Members who tell of themselves, for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from chapter import db
from chapter.levels.models import Level
from chapter.membership.rules import departures
from chapter.people.models import Person
from chapter.people.models.profile import ASK, FIELDS, OFFER, AskOrOffer, Profile, ProfileLink, Skill
from chapter.people.name_matching import normalized
from chapter.people.rules import search_index
from tests import factories
from tests.factories import TODAY
from tests.membership.members import STAFF, a_complimentary_level, a_member, gets

ALL = tuple(FIELDS)


def open_to(audience: str, *fields: str) -> dict[str, str]:
    """Audiences in which these fields (all) are for ``audience``."""
    return dict.fromkeys(fields or ALL, audience)


def tells(
    person: Person,
    audiences: Mapping[str, str],
    *,
    skills: Sequence[str] = (),
    asks: Sequence[str] = (),
    offers: Sequence[str] = (),
    links: Sequence[str] = (),
    **more: Any,
) -> Person:
    """``person`` tells what is given, for whom ``audiences`` says."""
    with factories.a_writing():
        for name in ("called", "title", "organisation", "pronouns", "name_said", "email"):
            if name in more:
                setattr(person, name, more.pop(name))
        profile = Profile(person_id=person.id, audiences=dict(audiences), changed_at=TODAY, **more)
        db.session.add(profile)
        db.session.add_all(Skill(person_id=person.id, words=one, key=normalized(one)) for one in skills)
        for kind, words in ((ASK, asks), (OFFER, offers)):
            db.session.add_all(
                AskOrOffer(person_id=person.id, kind=kind, words=one, said_at=TODAY) for one in words
            )
        for number, address in enumerate(links):
            db.session.add(ProfileLink(person_id=person.id, address=address, position=number))
        db.session.flush()
        search_index.reindex([person.id])
    return person


def changes(person: Person, **more: Any) -> None:
    """She changes her profile: ``audiences``, ``hidden_at`` or what she tells."""
    with db.writing():
        profile = db.session.get_one(Profile, person.id)
        for name, value in more.items():
            setattr(profile, name, value)
        db.session.flush()
        search_index.reindex([person.id])


def who_tells(
    name: str = "", audience: str = "members", *, level: Level | None = None, **more: Any
) -> Person:
    """A member who opens every field to ``audience``; ``audiences`` says otherwise."""
    person = a_member(level, person=factories.a_person(name))
    return tells(person, more.pop("audiences", open_to(audience)), **more)


def who_looks() -> Person:
    """A member with an account."""
    account = factories.an_account()
    gets(account.person, a_complimentary_level())
    return account.person


def suspend(person: Person) -> None:
    """The office suspends her."""
    departures.leave(person, "suspended", why="Under review", by=STAFF, now=TODAY)
