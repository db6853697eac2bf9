"""Finding people, their roles and relations, their profiles, and what the office notes about them."""

from collections.abc import Collection, Sequence

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.people.models import RELATIONS, STAFF, Person, Relation, RoleGrant, email_key, name_key
from chapter.people.models.notes import Note, Tag, Task
from chapter.people.models.profile import AskOrOffer, ProfileLink, ProfileView, Skill
from chapter.restrictions import Use, is_open_to

MOST_COMPARED = 500
SIMILAR_FROM = 85
"""How similar two names must be to mean one person perhaps, from 0 to 100 (rapidfuzz.fuzz.ratio)."""

SHOWN_ALIKE = 5


def person_named(name: str, email: str) -> Person | None:
    """The person of this name and email, compared without case and accents; the oldest when several, None
    without one."""
    return db.first(
        select(Person)
        .where(
            Person.email_key == email_key(email),
            Person.name_key == name_key(name),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    )


def matching_person(name: str, email: str) -> Person | None:
    """The person meant by somebody who types this name and email where there is nobody to ask: the person of
    exactly this name and email, else the only person under this email who is called so or has this first
    name. So one who shares an email and writes only a first name does not become a third person. None without
    a match."""
    if not email_key(email):
        return person_named(name, email)
    return match_among(people_by_email(email), name)


def match_among(known: Sequence[Person], name: str) -> Person | None:
    """The same as ``matching_person``, when everybody ``known`` under the email was read already, the oldest
    first."""
    key = name_key(name)
    same = [person for person in known if person.name_key == key]
    near = [p for p in known if key and key in {name_key(p.called), p.name_key.partition(" ")[0]}]
    return same[0] if same else near[0] if len(near) == 1 else None


def similar_people(name: str, email: str) -> list[Person]:
    """People who may be meant by this name and email: the same email, or a name that differs by a typo or
    two, the most similar first. Names are compared with those that share their first or last word."""
    words, key = name_key(name).split(), email_key(email)
    near = [Person.name_key.startswith(f"{words[0]} ", autoescape=True)] if words else []
    if len(words) > 1:
        near.append(Person.name_key.endswith(f" {words[-1]}", autoescape=True))
    same = and_(Person.email_key == key, Person.email_key != "")
    known = select(Person).where(
        or_(same, Person.name_key == " ".join(words), *near), Person.erased_at.is_(None)
    )
    scored = [
        (100.0 if person.email_key == key and key else fuzz.ratio(person.name_key, " ".join(words)), person)
        for person in db.session.scalars(known.order_by(Person.id).limit(MOST_COMPARED))
    ]
    scored.sort(key=lambda one: -one[0])
    return [person for score, person in scored if score >= SIMILAR_FROM][:SHOWN_ALIKE]


def people_of(person_ids: Collection[int]) -> Select[Person]:
    """The people with these ids, without erased ones."""
    return select(Person).where(Person.id.in_(person_ids), Person.erased_at.is_(None))


def holders(*roles: str) -> Select[Person]:
    """The people who hold one of ``roles`` now, by name."""
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    return (
        select(Person).where(Person.id.in_(held), is_open_to(Use.HELD, Person.id)).order_by(Person.name_key)
    )


def holders_by_role(roles: Collection[str]) -> dict[str, list[Person]]:
    """The people who hold each of ``roles`` now, by name, in one statement."""
    held = (
        select(RoleGrant.role, Person)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None), is_open_to(Use.HELD, Person.id))
    )
    found: dict[str, list[Person]] = {role: [] for role in roles}
    for role, person in db.session.execute(held.order_by(Person.name_key)):
        found[role].append(person)
    return found


def holds_role(person_id: int, role: str) -> bool:
    """Whether this person holds ``role`` now."""
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
    )
    return db.first(held) is not None


def is_staff() -> ColumnElement[bool]:
    """Whether a person holds a staff role now, in SQL, for the rows of ``Person``."""
    return exists().where(
        RoleGrant.person_id == Person.id, RoleGrant.role.in_(STAFF), RoleGrant.ended_at.is_(None)
    )


def staff_members() -> Sequence[Person]:
    """Everybody with a staff role, by name."""
    known = select(Person).where(is_staff(), Person.erased_at.is_(None))
    return db.session.scalars(known.order_by(Person.name_key)).all()


def role_grants_of(person: Person) -> list[RoleGrant]:
    """Every role that ``person`` holds or held: current ones first, each group the latest first."""
    all_ = select(RoleGrant).where(RoleGrant.person_id == person.id)
    ordered = all_.order_by(RoleGrant.ended_at.is_not(None), RoleGrant.granted_at.desc(), RoleGrant.id.desc())
    return list(db.session.scalars(ordered))


def current_roles(people: list[Person]) -> dict[int, list[str]]:
    """The roles that each of ``people`` holds now, by person id, in one statement."""
    held = select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_([person.id for person in people]), RoleGrant.ended_at.is_(None)
    )
    found: dict[int, list[str]] = {}
    for person_id, role in db.session.execute(held.order_by(RoleGrant.id)):
        found.setdefault(person_id, []).append(role)
    return found


def names_of_granters(person: Person) -> dict[int, str]:
    """The names of those who granted or ended roles of ``person``, by their id."""
    given = select(RoleGrant).where(RoleGrant.person_id == person.id).subquery()
    who = select(Person).where(
        or_(Person.id.in_(select(given.c.granted_by)), Person.id.in_(select(given.c.ended_by)))
    )
    return {person.id: person.name for person in db.session.scalars(who)}


def is_role_held(role: str) -> bool:
    """Whether anybody holds ``role`` now."""
    return (
        db.first(select(RoleGrant.id).where(RoleGrant.role == role, RoleGrant.ended_at.is_(None))) is not None
    )


def relations_of(person: Person) -> list[tuple[Relation, str, Person]]:
    """What ``person`` is to others: (relation, words read from their side, the other)."""
    hers = select(Relation).where(
        or_(Relation.person_id == person.id, Relation.other_id == person.id), Relation.ended_at.is_(None)
    )
    both = hers.options(joinedload(Relation.person), joinedload(Relation.other)).order_by(Relation.id)
    found = []
    for relation in db.session.scalars(both):
        forth = relation.person_id == person.id
        words = RELATIONS[relation.kind][0 if forth else 1]
        found.append((relation, words, relation.other if forth else relation.person))
    return found


def people_by_email(email: str) -> list[Person]:
    """Everybody with this email, the oldest record first."""
    known = select(Person).where(Person.email_key == email_key(email), Person.erased_at.is_(None))
    return list(db.session.scalars(known.order_by(Person.id)))


def notes_for(reader: Person) -> Select[Note]:
    """The notes that ``reader``, who is staff, may read: shared ones and their own, the latest first."""
    hers = or_(Note.private.is_(False), Note.written_by == reader.id)
    return select(Note).where(hers, Note.ended_at.is_(None)).order_by(Note.written_at.desc(), Note.id.desc())


def profile_views_of(person_id: int) -> Select[ProfileView]:
    """Who opened this record, the latest first."""
    return (
        select(ProfileView)
        .where(ProfileView.person_id == person_id)
        .order_by(ProfileView.at.desc(), ProfileView.id.desc())
    )


def skills_of(person_id: int) -> Sequence[Skill]:
    """The skills of this person, in the order they chose."""
    return db.session.scalars(select(Skill).where(Skill.person_id == person_id).order_by(Skill.id)).all()


def links_of(person_id: int) -> Sequence[ProfileLink]:
    """The links of this person, in the order they chose."""
    hers = select(ProfileLink).where(ProfileLink.person_id == person_id)
    return db.session.scalars(hers.order_by(ProfileLink.position, ProfileLink.id)).all()


def asks_and_offers_of(person_id: int) -> Sequence[AskOrOffer]:
    """What this person asks and offers now, the latest first."""
    hers = select(AskOrOffer).where(AskOrOffer.person_id == person_id, AskOrOffer.ended_at.is_(None))
    return db.session.scalars(hers.order_by(AskOrOffer.id.desc())).all()


def tags_of(person_ids: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of each of these people, in alphabetical order, in one statement."""
    found: dict[int, list[Tag]] = {}
    carried = select(Tag).where(Tag.person_id.in_(person_ids), Tag.ended_at.is_(None))
    for tag in db.session.scalars(carried.order_by(Tag.key)):
        found.setdefault(tag.person_id, []).append(tag)
    return found


def all_tags() -> Sequence[tuple[str, str]]:
    """Every tag that is in use: (key, words), in alphabetical order."""
    words = select(Tag.key, func.min(Tag.words)).where(Tag.ended_at.is_(None))
    return [(key, said) for key, said in db.session.execute(words.group_by(Tag.key).order_by(Tag.key))]


def tasks_about(person: Person) -> Select[Task]:
    """All tasks about ``person`` that are not ended: open ones first, by due date; then done ones, the latest
    first."""
    open_first = (Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.done_at.desc(), Task.id)
    hers = select(Task).where(Task.person_id == person.id, Task.ended_at.is_(None))
    return hers.order_by(*open_first)


def open_tasks_of(doer: Person) -> Select[Task]:
    """The open tasks of ``doer``, by due date; about somebody who died only those assigned since."""
    afterwards = exists().where(Person.id == Task.person_id, Task.made_at > Person.deceased_at)
    hers = select(Task).where(
        Task.doer_id == doer.id, Task.done_at.is_(None), Task.ended_at.is_(None),
        or_(is_open_to(Use.HELD, Task.person_id), afterwards),
    )  # fmt: skip
    return hers.order_by(Task.due_on.is_(None), Task.due_on, Task.id)
