"""Finding who belongs to a household or company, who is named for it, and how many places are free."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from chapter import db, reach
from chapter.membership import queries
from chapter.membership.inviting import Invitation
from chapter.membership.joining import APPROVED, Application
from chapter.membership.models import Membership, Place
from chapter.people import queries as people
from chapter.people import sight
from chapter.people.models import Person, name_key
from chapter.reach import Use
from chapter.security import signed_links, throttle

OPEN = and_(
    Invitation.accepted_at.is_(None),
    Invitation.declined_at.is_(None),
    Invitation.withdrawn_at.is_(None),
    Invitation.erased_at.is_(None),
)


@dataclass(frozen=True)
class Member:
    """Somebody of a bundle as the one who pays sees her: by the name that she typed herself, else by her
    first name."""

    place: Place
    name: str
    pays: bool


@dataclass(frozen=True)
class Bundle:
    """Who belongs to ``membership``, who has not answered (``open``), who said no, and how many are free."""

    membership: Membership
    members: list[Member]
    open: list[Invitation]
    declined: list[Invitation]

    @property
    def free(self) -> int:
        """How many places nobody has, and nobody is asked for."""
        return max(0, self.membership.level.bundle_most - len(self.members) - len(self.open))


def bundle_of(membership: Membership) -> Bundle:
    """``membership`` with all who belong to it, or are asked to."""
    named = _named(Invitation.membership_id == membership.id)
    typed = {one.person_id: one.name for one in named if one.accepted_at and one.name}
    members = [
        Member(place, typed.get(place.person_id) or place.person.first_name, place.person_id == payer)
        for payer in [membership.payer_id]
        for place in queries.places_in(membership)
    ]
    said_no = [one for one in named if one.declined_at and one.name]
    return Bundle(membership, members, [one for one in named if one.open], said_no)


def named_in(application: Application) -> list[Invitation]:
    """Whom somebody named as she asked to join, but those who were taken back."""
    rows = _named(Invitation.application_id == application.id)
    return [one for one in rows if one.withdrawn_at is None and one.erased_at is None]


def name_in(membership: Membership, person: Person) -> str:
    """How ``person`` is called to the one who pays: as she typed it, else by the first name."""
    theirs = Invitation.membership_id == membership.id, Invitation.person_id == person.id
    typed = [one.name for one in _named(*theirs, Invitation.accepted_at.is_not(None)) if one.name]
    return typed[-1] if typed else person.first_name


def open_in(membership: Membership) -> list[Invitation]:
    """Who is named for ``membership`` and has not answered, the first first."""
    return _named(Invitation.membership_id == membership.id, OPEN)


def to_mail(now: datetime) -> Select[Invitation]:
    """Who is named for a membership that runs, and was not mailed yet."""
    void = Invitation.held_until > now + throttle.INVITATIONS.window + throttle.CLOCK_SKEW
    waits = or_(Invitation.held_until.is_(None), Invitation.held_until <= now, void)
    unmailed = select(Invitation).where(OPEN, Invitation.mails == 0, waits).order_by(Invitation.id)
    runs = Membership.ended_at.is_(None)
    return unmailed.join(Membership, and_(Membership.id == Invitation.membership_id, runs))


def open_of(membership: Membership) -> list[Invitation]:
    """Who has not answered of ``membership``, and of what its payer named before: in her application, unless
    that was refused or set aside, or for a membership of hers that never was, since its dues were reversed.
    """
    asked = select(Application.id).where(
        Application.person_id == membership.payer_id,
        or_(Application.closed_at.is_(None), Application.decision == APPROVED),
    )
    ended = select(Membership.id).where(
        Membership.payer_id == membership.payer_id, Membership.ended_at.is_not(None)
    )
    first = and_(Invitation.membership_id.is_(None), Invitation.application_id.in_(asked))
    own = Invitation.membership_id == membership.id
    return _named(or_(own, first, Invitation.membership_id.in_(ended)), OPEN)


def said_no(membership: Membership, name: str, key: str) -> bool:
    """Whether whoever reads the address with this ``key`` said no to this membership, or to its payer; at the
    payer's own address, whoever is called so."""
    hers = or_(Invitation.membership_id == membership.id, Invitation.payer_id == membership.payer_id)
    rows = _named(hers, Invitation.email_key == key, Invitation.declined_at.is_not(None))
    shared = key == membership.payer.email_key
    return any(not shared or name_key(one.name) == name_key(name) for one in rows)


def mailed_since(membership: Membership, since: datetime) -> int:
    """How many have been named for ``membership`` after ``since``."""
    rows = select(func.count()).where(Invitation.membership_id == membership.id, Invitation.named_at > since)
    return db.session.scalar(rows) or 0


def by_nonce(nonce: str) -> Invitation | None:
    """Who was named by the form with this number."""
    return db.first(select(Invitation).where(Invitation.nonce == nonce))


def by_token(token: str) -> Invitation | None:
    """Whom a mailed link asks; None when it is made up, or nothing is kept any more."""
    public_id = signed_links.public_id_from(token)
    if public_id is None or not signed_links.verify_token(token, "bundle-invitation", public_id):
        return None
    return db.first(
        select(Invitation).where(Invitation.public_id == public_id, Invitation.erased_at.is_(None))
    )


def is_meant(invitation: Invitation, person: Person) -> bool:
    """Whether the name and address that were typed mean ``person``."""
    found = people.meant(invitation.name, invitation.email)
    return found is not None and found.id == person.id


def reaches(invitation: Invitation) -> bool:
    """Whether it may be mailed: she has not died, is not suspended, and neither she nor the payer blocks the
    other. Told to nobody. Where the name means nobody, all who are known under the address are asked."""
    return may_meet(invitation, _meant(invitation))


def may_meet(invitation: Invitation, meant: Collection[int]) -> bool:
    """The same, of those people."""
    if not meant:
        return True
    if reach.why_not(meant, Use.SHOWN):
        return False
    return all(
        sight.brings_together(payer, [number for number in meant if number != payer])
        for payer in payers(invitation)
    )


def payers(invitation: Invitation) -> set[int]:
    """In whose name she was asked, and who pays by now."""
    now_pays = invitation.membership.payer_id if invitation.membership else None
    return {number for number in (invitation.payer_id, now_pays) if number is not None}


def _meant(invitation: Invitation) -> list[int]:
    found = people.meant(invitation.name, invitation.email)
    return [found.id] if found else [person.id for person in people.by_email(invitation.email)]


def of_person(person: Person) -> list[Invitation]:
    """Every invitation of hers, by her, or to her address that still says something; of one whose address
    others have too, what is to her name."""
    shared = any(other.id != person.id for other in people.by_email(person.email)) if person.email else True
    hers = {person.id}
    return [
        one
        for one in of_people([person.id], person.email_key)
        if not shared or hers & {one.person_id, one.payer_id} or is_meant(one, person)
    ]


def of_people(person_ids: Collection[int], email_key: str = "") -> list[Invitation]:
    """Every invitation of these people, by them, or to this address, that still says something."""
    hers = or_(Invitation.person_id.in_(person_ids), Invitation.payer_id.in_(person_ids))
    whose = or_(hers, Invitation.email_key == email_key) if email_key else hers
    return _named(whose, Invitation.erased_at.is_(None))


def _named(*which: ColumnElement[bool]) -> list[Invitation]:
    rows: Select[Invitation] = select(Invitation).where(*which).order_by(Invitation.id)
    return list(db.session.scalars(rows))
