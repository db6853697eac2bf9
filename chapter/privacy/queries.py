"""Everything that is kept under one e-mail address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select

from chapter import db
from chapter.events import queries as events
from chapter.events.models import Event, Rsvp
from chapter.events.models.rounds import Opinion
from chapter.mail.models import Consent, Mail
from chapter.people.models import (
    Account,
    CodeApp,
    OneUseLink,
    Passkey,
    Person,
    RecoveryCode,
    RoleGrant,
)
from chapter.web import links


@dataclass(frozen=True)
class Kept:
    """What is kept under ``email_key``. ``members`` have an account or a role and stay."""

    email_key: str
    guests: list[Person]
    members: list[Person]
    bookings: list[Rsvp]
    mails: list[Mail]
    consents: list[Consent]
    opinions: list[Opinion]
    accounts: list[Account]
    passkeys: list[Passkey]
    code_apps: list[CodeApp]
    recovery_codes: list[RecoveryCode]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is kept."""
        return not (self.guests or self.members or self.bookings or self.mails or self.consents)

    @property
    def erasable(self) -> bool:
        """Whether there is anything that this page may erase."""
        return bool(self.guests or self.guest_bookings)

    @property
    def guest_bookings(self) -> list[Rsvp]:
        """The bookings that belong to no member."""
        members = {person.id for person in self.members}
        return [rsvp for rsvp in self.bookings if rsvp.person_id not in members]


def kept(email_key: str) -> Kept:
    """Everything kept under this address."""
    people = list(db.session.scalars(select(Person).where(Person.email_key == email_key)))
    with_account = _with_account([person.id for person in people])
    accounts = list(db.session.scalars(select(Account).where(Account.person_id.in_(with_account))))
    numbers = [account.id for account in accounts]
    return Kept(
        email_key=email_key,
        guests=[person for person in people if person.id not in with_account],
        members=[person for person in people if person.id in with_account],
        bookings=list(db.session.scalars(events.bookings_by_email(email_key))),
        mails=list(db.session.scalars(select(Mail).where(Mail.to_key == email_key).order_by(Mail.id.desc()))),
        consents=list(
            db.session.scalars(select(Consent).where(Consent.email_key == email_key).order_by(Consent.id))
        ),
        opinions=list(db.session.scalars(events.opinions_by_email(email_key))),
        accounts=accounts,
        passkeys=list(db.session.scalars(select(Passkey).where(Passkey.account_id.in_(numbers)))),
        code_apps=list(db.session.scalars(select(CodeApp).where(CodeApp.account_id.in_(numbers)))),
        recovery_codes=list(
            db.session.scalars(select(RecoveryCode).where(RecoveryCode.account_id.in_(numbers)))
        ),
    )


def anything(email_key: str) -> bool:
    """Whether anything is kept under this address, in one statement that takes as long when nothing is."""
    kept = (
        exists().where(Person.email_key == email_key),
        exists().where(Rsvp.email_key == email_key),
        exists().where(Mail.to_key == email_key),
        exists().where(Consent.email_key == email_key),
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
    members = select(Account.person_id).union(select(RoleGrant.person_id))
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
    """Those of ``person_ids`` about whom no booking says anything any more."""
    told = select(Rsvp.person_id).where(Rsvp.erased_at.is_(None))
    return list(db.session.scalars(select(Person).where(Person.id.in_(person_ids), Person.id.not_in(told))))


def of_nobody(email_keys: set[str]) -> set[str]:
    """Those of ``email_keys`` that are nobody's any more."""
    still = select(Person.email_key).where(Person.email_key.in_(email_keys))
    return email_keys - set(db.session.scalars(still))


def _with_account(person_ids: list[int]) -> set[int]:
    accounts = select(Account.person_id).where(Account.person_id.in_(person_ids))
    roles = select(RoleGrant.person_id).where(RoleGrant.person_id.in_(person_ids))
    return set(db.session.scalars(accounts)) | set(db.session.scalars(roles))
