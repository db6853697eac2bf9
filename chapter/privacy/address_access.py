"""What a mailed link shows: everything under its address, except what belongs to people with an account.

A mailbox alone opens no account: whoever reads the director's mail is not shown the director's record.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from chapter import db
from chapter.accounts.models import Account, OneUseLink
from chapter.bookings.models import Rsvp
from chapter.giving.models import Gift
from chapter.mail.models import Consent, Mail
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation
from chapter.payments.models.orders import Order
from chapter.people.models import Person
from chapter.privacy import queries
from chapter.privacy.queries import PersonalData
from chapter.security import signed_links
from chapter.shifts.models import Signup


@dataclass(frozen=True)
class AddressHolders:
    """The ids of the people under one address: those who can sign in (``accounts``), and the ``others``."""

    accounts: frozenset[int]
    others: frozenset[int]

    @property
    def by_mail(self) -> bool:
        """Whether a mailed link shows anything: for people who can sign in, it shows nothing."""
        return bool(self.others) or not self.accounts


def holders_of(email_key: str) -> AddressHolders:
    """The people known under this address, in one statement."""
    opens = and_(Account.person_id == Person.id, Account.disabled_at.is_(None))
    rows = db.session.execute(
        select(Person.id, Account.id).outerjoin(Account, opens).where(queries.known_under(email_key))
    )
    found = [(person_id, account_id) for person_id, account_id in rows]
    return AddressHolders(
        frozenset(person_id for person_id, account_id in found if account_id is not None),
        frozenset(person_id for person_id, account_id in found if account_id is None),
    )


def shown_by_link(email_key: str) -> PersonalData:
    """What a mailed link shows: everything stored under this address, except what belongs to people with an
    account, who sign in to see it, and what was typed under another address."""
    known, whole = holders_of(email_key), replace(queries.data_under(email_key), to_show=True)
    if not known.accounts:
        return whole
    return replace(
        whole,
        members=[person for person in whole.members if person.id in known.others],
        bookings=[rsvp for rsvp in whole.bookings if rsvp.person_id in known.others],
        mails=[mail for mail in whole.mails if mail.person_id in known.others],
        applications=[one for one in whole.applications if one.person_id in known.others],
        apart=known.accounts,
    )


def erased_by_link(whole: PersonalData) -> PersonalData:
    """What the erase button of that page erases of what is stored under the address: everything of the
    guests', wherever it was typed; nothing that belongs to no person where it may be a member's of the same
    address."""
    if not whole.members:
        return whole
    guests = {person.id for person in whole.guests}
    return replace(
        whole,
        bookings=[rsvp for rsvp in whole.bookings if rsvp.person_id in guests],
        mails=[mail for mail in whole.mails if mail.person_id in guests],
        applications=[one for one in whole.applications if one.person_id in guests],
        apart=frozenset(person.id for person in whole.members),
    )


def is_anything_kept(email_key: str) -> bool:
    """Whether anything is stored under this address, in one statement that takes as long when nothing is."""
    kept = (
        exists().where(Person.email_key == email_key),
        exists().where(Rsvp.email_key == email_key),
        exists().where(Mail.to_key == email_key),
        exists().where(Consent.email_key == email_key),
        exists().where(Application.email_key == email_key),
        exists().where(Invitation.email_key == email_key),
        exists().where(Order.email_key == email_key),
        exists().where(Gift.email_key == email_key),
        exists().where(Signup.email_key == email_key),
    )
    return bool(db.session.scalar(select(or_(*kept))))


def working_link(token: str, purpose: str, now: datetime) -> OneUseLink | None:
    """The mailed link that ``token`` names, while it works; else None."""
    links = select(OneUseLink).where(OneUseLink.purpose == purpose)
    found = signed_links.record_by_token(token, purpose, links)
    return found if found is not None and found.works(now) else None
