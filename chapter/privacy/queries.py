"""Everything that is stored under one email address."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from chapter import db
from chapter.accounts.models import Account, AuthenticatorApp, Passkey, RecoveryCode
from chapter.applications import queries as applications_queries
from chapter.bookings import queries as bookings_queries
from chapter.bookings.models import Rsvp
from chapter.bookings.models.followups import Opinion
from chapter.checkin.models import CheckinEvent
from chapter.givers.rules import erasure as giving
from chapter.givers.rules.erasure import GivingRecords
from chapter.giving import gift_amounts
from chapter.giving.gift_amounts import GiftAmounts
from chapter.giving.models import Gift
from chapter.hello.models.companions import Companion
from chapter.hello.models.hellos import Hello, Meeting, Promise, Tie
from chapter.hello.queries import companion_search
from chapter.hello.queries import hellos as hello
from chapter.households import queries
from chapter.mail.models import Consent, Mail
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation
from chapter.membership.queries import personal_records
from chapter.membership.queries.personal_records import MembershipRecords
from chapter.payments.models.ledger import Payment
from chapter.payments.models.orders import Order
from chapter.payments.rules import erasure as paying
from chapter.people.models import STAFF, Person, Relation, RoleGrant
from chapter.people.rules import office_records
from chapter.people.rules.office_records import OfficeRecords
from chapter.privacy import profile_records
from chapter.privacy.profile_records import ProfileRecords
from chapter.shifts.models import Signup
from chapter.small_jobs import queries as small_jobs_queries
from chapter.small_jobs.models import SmallJob
from chapter.staffing.rules import erasure as helping
from chapter.staffing.rules.erasure import VolunteerRecords

Record = TypeVar("Record", Gift, Signup)


@dataclass(frozen=True)
class PersonalData:
    """What is stored under ``email_key``. ``members`` have an account, or ran things, and stay. ``apart`` are
    the ids of people who are left out, since they sign in to see theirs. ``to_show``: without what somebody
    typed under another address. ``signed_in``: of the person who signed in, and nobody else."""

    email_key: str
    guests: list[Person]
    members: list[Person]
    bookings: list[Rsvp]
    mails: list[Mail]
    applications: list[Application]
    apart: frozenset[int] = frozenset()
    to_show: bool = False
    signed_in: bool = False

    @property
    def address(self) -> str:
        """The address under which rows without a person count; empty where they may belong to somebody in
        ``apart``."""
        return "" if self.apart else self.email_key

    @cached_property
    def consents(self) -> list[Consent]:
        """Consents given under this address."""
        given = select(Consent).where(Consent.email_key == self.address)
        return list(db.session.scalars(given.order_by(Consent.id)))

    @cached_property
    def opinions(self) -> list[Opinion]:
        """Opinions on events; read from the database on first use, like everything below."""
        of_them = Opinion.rsvp_id.in_([rsvp.id for rsvp in self.bookings])
        return list(db.session.scalars(select(Opinion).where(of_them).order_by(Opinion.id)))

    @cached_property
    def moves(self) -> list[CheckinEvent]:
        """Check-in events of the bookings."""
        of_them = CheckinEvent.rsvp_id.in_([rsvp.id for rsvp in self.bookings])
        return list(db.session.scalars(select(CheckinEvent).where(of_them).order_by(CheckinEvent.id)))

    @cached_property
    def companions(self) -> list[Companion]:
        """Companions: who meets these people, and whom they were asked to meet. Who declined is not
        revealed."""
        people = [person.id for person in (*self.guests, *self.members)]
        return companion_search.companions_of([rsvp.id for rsvp in self.bookings], people)

    @cached_property
    def small_jobs(self) -> list[SmallJob]:
        """Their turns in the line of the badge desk."""
        return small_jobs_queries.jobs_of_bookings([rsvp.id for rsvp in self.bookings])

    @cached_property
    def hellos(self) -> list[Hello]:
        """Whom they were asked to say hello to. Whom staff keep apart is not revealed."""
        return hello.all_hellos_of([rsvp.id for rsvp in self.bookings])

    @cached_property
    def met(self) -> list[Meeting]:
        """Meetings that they reported."""
        return hello.meetings_of([rsvp.id for rsvp in self.bookings])

    @cached_property
    def promises(self) -> list[Promise]:
        """Promises that they made at events."""
        return hello.promises_of([rsvp.id for rsvp in self.bookings])

    @cached_property
    def ties(self) -> list[Tie]:
        """Ties: people whom they met, where both said so."""
        return hello.ties_of([person.id for person in (*self.guests, *self.members)])

    @cached_property
    def accounts(self) -> list[Account]:
        """The accounts of ``members``."""
        members = [person.id for person in self.members]
        return list(db.session.scalars(select(Account).where(Account.person_id.in_(members))))

    @cached_property
    def passkeys(self) -> list[Passkey]:
        """The passkeys of their accounts."""
        return list(db.session.scalars(select(Passkey).where(Passkey.account_id.in_(self._numbers))))

    @cached_property
    def code_apps(self) -> list[AuthenticatorApp]:
        """The code apps of their accounts."""
        return list(
            db.session.scalars(select(AuthenticatorApp).where(AuthenticatorApp.account_id.in_(self._numbers)))
        )

    @cached_property
    def recovery_codes(self) -> list[RecoveryCode]:
        """The recovery codes of their accounts."""
        theirs = select(RecoveryCode).where(RecoveryCode.account_id.in_(self._numbers))
        return list(db.session.scalars(theirs))

    @cached_property
    def told(self) -> ProfileRecords:
        """What they say about themselves."""
        return profile_records.profile_records_of([person.id for person in (*self.guests, *self.members)])

    @cached_property
    def written(self) -> OfficeRecords:
        """What the office wrote about them."""
        return office_records.office_records_of([person.id for person in (*self.guests, *self.members)])

    @property
    def _numbers(self) -> list[int]:
        return [account.id for account in self.accounts]

    @cached_property
    def memberships(self) -> MembershipRecords:
        """The rows about them in the tables of membership."""
        return personal_records.membership_records_of(
            [one.id for one in (*self.guests, *self.members)], self.invitations
        )

    @cached_property
    def givings(self) -> GivingRecords:
        """Their gifts and receipts."""
        all_ = giving.giving_records_of([person.id for person in (*self.guests, *self.members)], self.address)
        return replace(all_, gifts=self._theirs(all_.gifts))

    @cached_property
    def helped(self) -> VolunteerRecords:
        """Their shifts, hours and other volunteer records."""
        address = "" if self.signed_in else self.address
        all_ = helping.records_of([person.id for person in (*self.guests, *self.members)], address)
        return replace(all_, signups=self._theirs(all_.signups))

    def _theirs(self, rows: list[Record]) -> list[Record]:
        return [one for one in rows if not self.to_show or one.proved or one.email_key == self.email_key]

    @property
    def helped_guests(self) -> VolunteerRecords:
        """``helped`` without that of members."""
        return self.helped.without({person.id for person in self.members})

    @property
    def guest_signups(self) -> list[Signup]:
        """Signups that belong to no member and are not erased."""
        members = {person.id for person in self.members}
        return [one for one in self.helped.signups if one.person_id not in members and one.erased_at is None]

    @property
    def guest_gifts(self) -> list[Gift]:
        """Gifts that belong to no member and are not erased."""
        members = {person.id for person in self.members}
        return [one for one in self.givings.gifts if one.person_id not in members and one.erased_at is None]

    @cached_property
    def relations(self) -> list[Relation]:
        """Their relations to others, from either end."""
        ids = [person.id for person in (*self.guests, *self.members)]
        theirs = or_(Relation.person_id.in_(ids), Relation.other_id.in_(ids))
        return list(db.session.scalars(select(Relation).where(theirs).order_by(Relation.id)))

    @cached_property
    def orders(self) -> list[Order]:
        """Their orders, paid or not."""
        return paying.orders_of_people([person.id for person in (*self.guests, *self.members)], self.address)

    @cached_property
    def payments(self) -> list[Payment]:
        """Payments for their orders, and refunds."""
        return paying.payments_of_orders(self.orders)

    @cached_property
    def came(self) -> dict[str, GiftAmounts]:
        """What became of each gift's money, by the gift's public id."""
        return gift_amounts.amounts_by_gift(self.givings.gifts)

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is stored."""
        kept = (self.guests, self.members, self.bookings, self.mails, self.consents, self.applications)
        return not any((*kept, self.invitations, self.givings.gifts, self.helped.signups))

    @property
    def erasable(self) -> bool:
        """Whether there is anything that the page of the mailed link may erase."""
        asked = (self.guest_bookings, self.guest_applications, self.guest_invitations)
        return any((self.guests, *asked, self.guest_gifts, self.guest_signups))

    @property
    def guest_bookings(self) -> list[Rsvp]:
        """The bookings that belong to no member."""
        members = {person.id for person in self.members}
        return [rsvp for rsvp in self.bookings if rsvp.person_id not in members]

    @property
    def guest_applications(self) -> list[Application]:
        """Applications that belong to no member and are not erased."""
        members = {person.id for person in self.members}
        return [one for one in self.applications if one.person_id not in members and one.erased_at is None]

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Invitations in which somebody named them for a bundle, or they named others."""
        if self.signed_in:
            return queries.invitations_of_person(self.members[0])
        return queries.invitations_of_people([one.id for one in (*self.guests, *self.members)], self.address)

    @property
    def guest_invitations(self) -> list[Invitation]:
        """Invitations that are no member's."""
        hers = {person.id for person in self.members}
        return [one for one in self.invitations if not hers & {one.person_id, one.payer_id}]


def data_under(email_key: str) -> PersonalData:
    """Everything stored under this address."""
    people = list(db.session.scalars(select(Person).where(known_under(email_key))))
    ids = [person.id for person in people]
    with_account = _with_account(ids)
    return PersonalData(
        email_key=email_key,
        guests=[person for person in people if person.id not in with_account],
        members=[person for person in people if person.id in with_account],
        bookings=list(
            db.session.scalars(bookings_queries.bookings_by_email(email_key).options(joinedload(Rsvp.event)))
        ),
        mails=list(db.session.scalars(select(Mail).where(Mail.to_key == email_key).order_by(Mail.id.desc()))),
        applications=applications_queries.applications_of(ids, email_key),
    )


def data_of(account: Account) -> PersonalData:
    """Everything stored about the owner of ``account``, and nothing about another who shares their email."""
    person, key = account.person, account.email_key
    to_nobody_else = and_(Mail.to_key == key, Mail.person_id.is_(None))
    mails = select(Mail).where(or_(Mail.person_id == person.id, to_nobody_else))
    bookings = bookings_queries.rsvps_of(person.id)
    return PersonalData(
        email_key=key,
        guests=[],
        members=[person],
        bookings=list(db.session.scalars(bookings)),
        mails=list(db.session.scalars(mails.order_by(Mail.id.desc()))),
        applications=list(db.session.scalars(select(Application).where(Application.person_id == person.id))),
        signed_in=True,
    )


def known_under(email_key: str) -> ColumnElement[bool]:
    """Whether a person is known under this address, or signs in with it, in SQL."""
    signing_in = select(Account.person_id).where(Account.email_key == email_key)
    return or_(Person.email_key == email_key, Person.id.in_(signing_in))


def _with_account(person_ids: list[int]) -> set[int]:
    accounts = select(Account.person_id).where(Account.person_id.in_(person_ids))
    roles = select(RoleGrant.person_id).where(RoleGrant.person_id.in_(person_ids), RoleGrant.role.in_(STAFF))
    return set(db.session.scalars(accounts.union(roles)))
