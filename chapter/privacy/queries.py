"""Everything that is kept under one e-mail address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import exists, or_, select

from chapter import db
from chapter.events import queries as events
from chapter.events.models import Event, Rsvp
from chapter.events.models.rounds import Opinion
from chapter.mail.models import Consent, Mail
from chapter.membership.joining import Application
from chapter.membership.keeping import Memberships, kept_of
from chapter.membership.models import Member
from chapter.membership.rules import erasing
from chapter.people.models import (
    STAFF,
    Account,
    CodeApp,
    OneUseLink,
    Passkey,
    Person,
    RecoveryCode,
    Relation,
    RoleGrant,
)
from chapter.web import links


@dataclass(frozen=True)
class Kept:
    """What is kept under ``email_key``. ``members`` have an account, or ran things, and stay."""

    email_key: str
    guests: list[Person]
    members: list[Person]
    bookings: list[Rsvp]
    mails: list[Mail]
    consents: list[Consent]
    applications: list[Application]

    @cached_property
    def opinions(self) -> list[Opinion]:
        """What they said of events; read, as all that follows, when somebody looks at it."""
        return list(db.session.scalars(events.opinions_by_email(self.email_key)))

    @cached_property
    def accounts(self) -> list[Account]:
        """How they sign in."""
        members = [person.id for person in self.members]
        return list(db.session.scalars(select(Account).where(Account.person_id.in_(members))))

    @cached_property
    def passkeys(self) -> list[Passkey]:
        """Their passkeys."""
        return list(db.session.scalars(select(Passkey).where(Passkey.account_id.in_(self._numbers))))

    @cached_property
    def code_apps(self) -> list[CodeApp]:
        """Their apps for codes."""
        return list(db.session.scalars(select(CodeApp).where(CodeApp.account_id.in_(self._numbers))))

    @cached_property
    def recovery_codes(self) -> list[RecoveryCode]:
        """Their codes on paper."""
        theirs = select(RecoveryCode).where(RecoveryCode.account_id.in_(self._numbers))
        return list(db.session.scalars(theirs))

    @property
    def _numbers(self) -> list[int]:
        return [account.id for account in self.accounts]

    @cached_property
    def memberships(self) -> Memberships:
        """What the tables of membership hold."""
        return kept_of([person.id for person in (*self.guests, *self.members)])

    @cached_property
    def relations(self) -> list[Relation]:
        """What they are to others."""
        ids = [person.id for person in (*self.guests, *self.members)]
        theirs = or_(Relation.person_id.in_(ids), Relation.other_id.in_(ids))
        return list(db.session.scalars(select(Relation).where(theirs).order_by(Relation.id)))

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is kept."""
        kept = (self.guests, self.members, self.bookings, self.mails, self.consents, self.applications)
        return not any(kept)

    @property
    def erasable(self) -> bool:
        """Whether there is anything that this page may erase."""
        return bool(self.guests or self.guest_bookings or self.guest_applications)

    @property
    def guest_bookings(self) -> list[Rsvp]:
        """The bookings that belong to no member."""
        members = {person.id for person in self.members}
        return [rsvp for rsvp in self.bookings if rsvp.person_id not in members]

    @property
    def guest_applications(self) -> list[Application]:
        """The applications that belong to no member, and still say something."""
        members = {person.id for person in self.members}
        return [one for one in self.applications if one.person_id not in members and one.erased_at is None]


def kept(email_key: str) -> Kept:
    """Everything kept under this address."""
    people = list(db.session.scalars(select(Person).where(Person.email_key == email_key)))
    ids = [person.id for person in people]
    with_account = _with_account(ids)
    return Kept(
        email_key=email_key,
        guests=[person for person in people if person.id not in with_account],
        members=[person for person in people if person.id in with_account],
        bookings=list(db.session.scalars(events.bookings_by_email(email_key))),
        mails=list(db.session.scalars(select(Mail).where(Mail.to_key == email_key).order_by(Mail.id.desc()))),
        consents=list(
            db.session.scalars(select(Consent).where(Consent.email_key == email_key).order_by(Consent.id))
        ),
        applications=erasing.applications_of(ids, email_key),
    )


def anything(email_key: str) -> bool:
    """Whether anything is kept under this address, in one statement that takes as long when nothing is."""
    kept = (
        exists().where(Person.email_key == email_key),
        exists().where(Rsvp.email_key == email_key),
        exists().where(Mail.to_key == email_key),
        exists().where(Consent.email_key == email_key),
        exists().where(Application.email_key == email_key),
    )
    return bool(db.session.scalar(select(or_(*kept))))


def link_of(token: str, purpose: str, now: datetime) -> OneUseLink | None:
    """The mailed link that ``token`` names, while it works."""
    public_id = links.public_id_in(token)
    if public_id is None or not links.proves(token, purpose, public_id):
        return None
    found = db.first(
        select(OneUseLink).where(OneUseLink.public_id == public_id, OneUseLink.purpose == purpose)
    )
    return found if found is not None and found.works(now) else None


def old_bookings(now: datetime, days: int, most: int) -> list[Rsvp]:
    """Up to ``most`` bookings of guests whose event ended ``days`` ago and that still say who she was."""
    members = select(Account.person_id).union(select(RoleGrant.person_id), select(Member.person_id))
    return list(
        db.session.scalars(
            select(Rsvp)
            .join(Event, Event.id == Rsvp.event_id)
            .where(
                Event.ends_at < now - timedelta(days=days),
                Rsvp.erased_at.is_(None),
                Rsvp.person_id.not_in(members),
            )
            .order_by(Rsvp.id)
            .limit(most)
        )
    )


def without_bookings(person_ids: set[int]) -> list[Person]:
    """Those of ``person_ids`` about whom no booking and no application says anything any more."""
    told = select(Rsvp.person_id).where(Rsvp.erased_at.is_(None))
    asked = select(Application.person_id).where(
        Application.person_id.is_not(None), Application.erased_at.is_(None)
    )
    gone = select(Person).where(Person.id.in_(person_ids), Person.id.not_in(told), Person.id.not_in(asked))
    return list(db.session.scalars(gone))


def of_nobody(email_keys: set[str]) -> set[str]:
    """Those of ``email_keys`` that are nobody's any more."""
    still = select(Person.email_key).where(Person.email_key.in_(email_keys))
    return email_keys - set(db.session.scalars(still))


def _with_account(person_ids: list[int]) -> set[int]:
    accounts = select(Account.person_id).where(Account.person_id.in_(person_ids))
    roles = select(RoleGrant.person_id).where(RoleGrant.person_id.in_(person_ids), RoleGrant.role.in_(STAFF))
    return set(db.session.scalars(accounts)) | set(db.session.scalars(roles))
