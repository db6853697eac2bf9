"""Finding people, accounts, sessions and links."""

from collections.abc import Sequence
from datetime import datetime

from rapidfuzz import fuzz
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.people.models import (
    RELATIONS,
    SESSION_LASTS,
    SESSION_RESTS,
    Account,
    CodeApp,
    OneUseLink,
    Passkey,
    Person,
    RecoveryCode,
    Relation,
    RoleGrant,
    Session,
    email_key,
    hashed,
    name_key,
)
from chapter.people.viewer import Viewer, staff
from chapter.reach import Use, open_to
from chapter.security import signed_links

COMPARED = 500
A_SLIP = 85
"""How alike two names are that may mean one person, from 0 to 100 (rapidfuzz.fuzz.ratio)."""

SHOWN_ALIKE = 5


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


def meant(name: str, email: str) -> Person | None:
    """Whom somebody means who types this name and email where nobody can be asked: the person of just this
    name and email, else the one person under this email who is called so or has this first name. So one who
    shares an email, and writes only her first name, is no third person."""
    if not email_key(email):
        return called(name, email)
    return meant_among(by_email(email), name)


def meant_among(known: Sequence[Person], name: str) -> Person | None:
    """The same, where everybody who is ``known`` under the email was found already, the oldest first."""
    key = name_key(name)
    same = [person for person in known if person.name_key == key]
    near = [p for p in known if key and key in {name_key(p.called), p.name_key.partition(" ")[0]}]
    return same[0] if same else near[0] if len(near) == 1 else None


def alike(name: str, email: str) -> list[Person]:
    """Who may be meant by this name and e-mail already: the same e-mail, or a name that differs by a slip or
    two, the likeliest first. Names are compared with those that share their first or last word."""
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
        for person in db.session.scalars(known.order_by(Person.id).limit(COMPARED))
    ]
    scored.sort(key=lambda one: -one[0])
    return [person for score, person in scored if score >= A_SLIP][:SHOWN_ALIKE]


def account_of(email: str) -> Account | None:
    """The account that signs in with this e-mail, whatever the case."""
    return db.first(select(Account).where(Account.email_key == email_key(email)))


def holders(*roles: str) -> Select[Person]:
    """The people who hold one of ``roles`` now, by name."""
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None))
    return select(Person).where(Person.id.in_(held), open_to(Use.HELD, Person.id)).order_by(Person.name_key)


def account_for(person: Person) -> Account | None:
    """The account of ``person``."""
    return db.first(select(Account).where(Account.person_id == person.id))


def has_account(person: Person, email: str) -> bool:
    """Whether ``person`` has an account, or somebody signs in with this email."""
    either = or_(Account.person_id == person.id, Account.email_key == email_key(email))
    return db.first(select(Account.id).where(either)) is not None


def account_by_id(account_id: int | None) -> Account | None:
    """The account with this number."""
    return db.session.get(Account, account_id) if account_id is not None else None


def holds(person_id: int, role: str) -> bool:
    """Whether this person holds ``role`` now."""
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
    )
    return db.first(held) is not None


def roles_of(person: Person) -> list[RoleGrant]:
    """Every role that ``person`` holds or held: those of now first, each the latest first."""
    all_ = select(RoleGrant).where(RoleGrant.person_id == person.id)
    ordered = all_.order_by(RoleGrant.ended_at.is_not(None), RoleGrant.granted_at.desc(), RoleGrant.id.desc())
    return list(db.session.scalars(ordered))


def kept_by(viewer: Viewer) -> Select[Person]:
    """The people whose records ``viewer`` may see in the office: all for staff, nobody for others."""
    return select(Person).where(Person.erased_at.is_(None) if staff.includes(viewer) else Person.id.is_(None))


def sessions_of(viewer: Viewer, now: datetime) -> Select[Session]:
    """The browsers in which ``viewer`` is signed in, the one last seen first."""
    return (
        select(Session)
        .where(
            Session.account_id == viewer.account.id,
            Session.ended_at.is_(None),
            Session.waits_until.is_(None),
            Session.created_at > now - SESSION_LASTS,
            Session.seen_at > now - SESSION_RESTS,
        )
        .order_by(Session.seen_at.desc(), Session.id.desc())
    )


def session_with(secret: str) -> Session | None:
    """The session whose cookie holds ``secret``."""
    return db.first(select(Session).where(Session.token_hash == hashed(secret)))


def mailed_link(token: str, *purposes: str) -> OneUseLink | None:
    """The one-use link that ``token`` names and proves, for one of ``purposes``; whether it still works is
    another question. None when it is made up or was made for something else."""
    public_id = signed_links.public_id_from(token)
    if public_id is None:
        return None
    link = db.first(
        select(OneUseLink).where(OneUseLink.public_id == public_id, OneUseLink.purpose.in_(purposes))
    )
    return link if link is not None and signed_links.verify_token(token, link.purpose, public_id) else None


def current_roles(people: list[Person]) -> dict[int, list[str]]:
    """The roles that each of ``people`` holds now, by person id, in one statement."""
    held = select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_([person.id for person in people]), RoleGrant.ended_at.is_(None)
    )
    found: dict[int, list[str]] = {}
    for person_id, role in db.session.execute(held.order_by(RoleGrant.id)):
        found.setdefault(person_id, []).append(role)
    return found


def accounts_of(people: list[Person]) -> dict[int, Account]:
    """The account of each of ``people`` who has one, by person id, in one statement."""
    theirs = select(Account).where(Account.person_id.in_([person.id for person in people]))
    return {account.person_id: account for account in db.session.scalars(theirs)}


def names_of_granters(person: Person) -> dict[int, str]:
    """The names of those who granted or ended roles of ``person``, by their id."""
    given = select(RoleGrant).where(RoleGrant.person_id == person.id).subquery()
    who = select(Person).where(
        or_(Person.id.in_(select(given.c.granted_by)), Person.id.in_(select(given.c.ended_by)))
    )
    return {person.id: person.name for person in db.session.scalars(who)}


def last_seen(account: Account) -> datetime | None:
    """When ``account`` was last in use, in whatever browser; None: never."""
    return db.session.scalar(select(func.max(Session.seen_at)).where(Session.account_id == account.id))


def anybody_holds(role: str) -> bool:
    """Whether somebody holds ``role`` now."""
    return (
        db.first(select(RoleGrant.id).where(RoleGrant.role == role, RoleGrant.ended_at.is_(None))) is not None
    )


def open_invitation(account: Account, now: datetime) -> OneUseLink | None:
    """The invitation by which ``account`` can still be taken."""
    mine = select(OneUseLink).where(OneUseLink.account_id == account.id, OneUseLink.purpose == "invitation")
    link = db.first(mine.order_by(OneUseLink.id.desc()))
    return link if link is not None and link.works(now) else None


def relations_of(person: Person) -> list[tuple[Relation, str, Person]]:
    """What ``person`` is to others: (relation, words read from her side, the other)."""
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


def by_email(email: str) -> list[Person]:
    """Everybody known under this e-mail, the oldest record first."""
    known = select(Person).where(Person.email_key == email_key(email), Person.erased_at.is_(None))
    return list(db.session.scalars(known.order_by(Person.id)))


def code_app(account: Account) -> CodeApp | None:
    """The app that makes her one-time codes, proved or just begun."""
    return db.first(select(CodeApp).where(CodeApp.account_id == account.id))


def passkeys_of(account: Account) -> list[Passkey]:
    """Her passkeys, the oldest first."""
    return list(
        db.session.scalars(select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id))
    )


def passkey_called(credential_id: str) -> Passkey | None:
    """The passkey that a browser calls so, whoever's it is."""
    return db.first(select(Passkey).where(Passkey.credential_id == credential_id))


def passkey_kept_by(viewer: Viewer, public_id: str) -> Select[Passkey]:
    """That passkey of ``viewer``; nothing when it is somebody else's."""
    return select(Passkey).where(Passkey.public_id == public_id, Passkey.account_id == viewer.account.id)


def has_factor(account: Account) -> bool:
    """Whether an app is proved, or a passkey kept."""
    app = select(CodeApp.id).where(CodeApp.account_id == account.id, CodeApp.proved_at.is_not(None))
    return db.first(app) is not None or bool(passkeys_of(account))


def unused_recovery_codes(account: Account) -> list[RecoveryCode]:
    """Her recovery codes that are still good."""
    mine = select(RecoveryCode).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return list(db.session.scalars(mine.order_by(RecoveryCode.id)))
