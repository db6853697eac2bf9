"""Cards: what one kind of viewer sees of a person. Pages, files and pictures are made of cards alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, literal, select, union_all

from chapter import db
from chapter.levels.models import Level
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.people import names, phones
from chapter.people.models import Person
from chapter.people.models.profile import ASK, FIELDS, AskOrOffer, Profile, ProfileLink, Skill
from chapter.people.visibility import VIEWERS, is_shown, visible_fields

VISITOR, MEMBER, SHARING = VIEWERS
MANY = ("skills", "asks", "offers", "links")


@dataclass(frozen=True)
class Card:
    """A person as one viewer sees them: fields that they may not see are empty. ``photo`` is the id of the
    picture; ``level`` is shown to members alone."""

    public_id: str
    name: str
    called: str
    pronouns: str = ""
    name_said: str = ""
    title: str = ""
    organisation: str = ""
    neighborhood: str = ""
    about: str = ""
    skills: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    email: str = ""
    phone: str = ""
    photo: int | None = None
    level: str = ""

    @property
    def work(self) -> str:
        """Title and organization, in one line."""
        return ", ".join(filter(None, (self.title, self.organisation)))

    @property
    def phone_said(self) -> str:
        """The phone number for reading, with its extension."""
        return phones.display(self.phone)

    @property
    def shown(self) -> dict[str, Any]:
        """The fields that are not empty, by the names of ``FIELDS``."""
        return {name: value for name in FIELDS if (value := getattr(self, name))}


def cards_for_member(ids: Sequence[int], sharing: set[int]) -> list[Card]:
    """The cards of these people for a member, in this order; the member shares something with those in
    ``sharing``."""
    return cards_of({number: SHARING if number in sharing else MEMBER for number in ids})


def card_of(person_id: int, viewer: str) -> Card:
    """The card of one person. Raises LookupError when that kind of viewer may see nothing."""
    found = cards_of({person_id: viewer})
    if not found:
        raise LookupError("she shows nothing")
    return found[0]


def cards_of(viewers: Mapping[int, str]) -> list[Card]:
    """The cards of people by their ids, each for its kind of ``VIEWERS``; those who show nothing are left
    out."""
    ids = {"ids": list(viewers)}
    seen = {row.person_id: _seen(row, viewers[row.person_id]) for row in db.session.execute(_profiles(), ids)}
    told: dict[int, dict[str, list[Any]]] = {number: {} for number in seen}
    for number, name, value in db.session.execute(_TOLD, ids):
        if number in told:
            told[number].setdefault(name, []).append(value)
    for number, label, address in db.session.execute(_LINKS, ids):
        if number in told:
            told[number].setdefault("links", []).append((label or address.removeprefix("https://"), address))
    levels = _levels([number for number, viewer in viewers.items() if viewer != VISITOR])
    return [
        _card(*seen[number], told[number], levels.get(number, ""))
        for number in viewers
        if number in seen and "name" in seen[number][1]
    ]


def _seen(row: Any, viewer: str) -> tuple[Any, frozenset[str]]:
    """A row of ``_profiles``, and the fields of it that ``viewer`` may see."""
    return row, visible_fields(Profile(audiences=row.audiences, hidden_at=row.hidden_at), viewer)


def _card(row: Any, seen: frozenset[str], told: Mapping[str, list[Any]], level: str) -> Card:
    plain = {name: getattr(row, name) for name in FIELDS if name in seen and name not in MANY}
    many: dict[str, Any] = {name: tuple(told.get(name, ())) for name in MANY if name in seen}
    return Card(
        public_id=row.public_id,
        called=row.called or names.first_name(row.name) or row.name,
        level=level,
        **plain,
        **many,
    )


def _levels(person_ids: Sequence[int]) -> dict[int, str]:
    found = db.session.execute(_LEVELS, {"ids": person_ids})
    return {row.person_id: row.name for row in found}


IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_SKILLS = select(Skill.person_id, literal("skills"), Skill.words, Skill.id).where(Skill.person_id.in_(IDS))
_SAYS = select(
    AskOrOffer.person_id,
    case((AskOrOffer.kind == ASK, "asks"), else_="offers"),
    AskOrOffer.words,
    AskOrOffer.id,
).where(AskOrOffer.person_id.in_(IDS), AskOrOffer.ended_at.is_(None))
_BOTH = union_all(_SKILLS, _SAYS).subquery("said")
_TOLD = select(*list(_BOTH.c)[:3]).order_by(_BOTH.c[3])
_LINKS = (
    select(ProfileLink.person_id, ProfileLink.label, ProfileLink.address)
    .where(ProfileLink.person_id.in_(IDS))
    .order_by(ProfileLink.position, ProfileLink.id)
)
_LEVELS = (
    select(Enrollment.person_id, Level.name)
    .join(Membership, Membership.id == Enrollment.membership_id)
    .join(Level, Level.id == Membership.level_id)
    .where(Enrollment.person_id.in_(IDS), Enrollment.ended_at.is_(None))
)


@lru_cache(maxsize=1)
def _profiles() -> Select[Any]:
    """Rows of people and their profiles, of those who are shown to others at all."""
    columns = (
        *(Profile.person_id, Profile.audiences, Profile.hidden_at, Profile.photo_id.label("photo")),
        *(Profile.neighborhood, Profile.about, Profile.phone, Person.public_id, Person.name, Person.called),
        *(Person.pronouns, Person.name_said, Person.title, Person.organisation, Person.email),
    )
    hers = select(*columns).join(Person, Person.id == Profile.person_id)
    return hers.where(Profile.person_id.in_(IDS), is_shown(Profile.person_id))
