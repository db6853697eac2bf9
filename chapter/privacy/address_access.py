"""What a mailed link shows: everything under its address, except what belongs to people with an account.

A mailbox alone opens no account: whoever reads the director's mail is not shown the director's record.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, select

from chapter import db
from chapter.accounts.models import Account, OneUseLink
from chapter.people.models import Person
from chapter.personal_data import rows
from chapter.privacy import queries
from chapter.privacy.queries import PersonalData
from chapter.security import signed_links


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
    found = [
        (person_id, account_id)
        for person_id, account_id in db.session.execute(
            select(Person.id, Account.id).outerjoin(Account, opens).where(queries.known_under(email_key))
        )
    ]
    return AddressHolders(
        frozenset(person_id for person_id, account_id in found if account_id is not None),
        frozenset(person_id for person_id, account_id in found if account_id is None),
    )


def shown_by_link(email_key: str) -> PersonalData:
    """What a mailed link shows: everything stored under this address, except what belongs to people with an
    account, who sign in to see it, and what was typed under another address."""
    known, whole = holders_of(email_key), queries.data_under(email_key)
    shown = replace(whole.subject, proved_for=email_key)
    if not known.accounts:
        return replace(whole, subject=shown)
    shown = replace(shown, person_ids=known.others, addresses=(), typed_under="", others=known.accounts)
    return replace(
        whole,
        subject=rows.with_bookings(shown),
        members=[person for person in whole.members if person.id in known.others],
        apart=known.accounts,
    )


def working_link(token: str, purpose: str, now: datetime) -> OneUseLink | None:
    """The mailed link that ``token`` names, while it works; else None."""
    links = select(OneUseLink).where(OneUseLink.purpose == purpose)
    found = signed_links.record_by_token(token, purpose, links)
    return found if found is not None and found.works(now) else None
