"""A person's email or name changes: what is updated with it, in every package that stores it. Receipts, and
what is past, stay as they were written."""

from dataclasses import dataclass
from datetime import datetime

from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.rules import email_changes
from chapter.events_office.rules import contact_changes as events
from chapter.giving.rules import contact_changes as giving
from chapter.hello.rules import companions
from chapter.households.rules import contact_changes as membership
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.membership.models.invitations import Invitation
from chapter.payments.rules import contact_changes as payments
from chapter.people.models import Person
from chapter.staffing.rules import contact_details as volunteering


@dataclass(frozen=True)
class NameBefore:
    """Somebody's name before a change, its key, and the open invitations that meant them by it."""

    name: str
    key: str
    asked: list[Invitation]


def confirm_email_change(change: EmailChange, *, now: datetime) -> bool:
    """Make the change, and update what lies ahead to the new address; returns whether this request made it
    and not an earlier one. Raises Refused when the link no longer works, or another account has the
    address."""
    asked = membership.open_invitations_for(change.account.person)
    made = email_changes.confirm(change, now=now)
    if made:
        _follow(change.account.person, change.email_before, asked, now=now)
    return made


def revert_email_change(change: EmailChange, *, now: datetime) -> None:
    """Revert the change, and update what lies ahead to the old address. Raises Refused when the link no
    longer works, or another account has the address."""
    asked = membership.open_invitations_for(change.account.person)
    between = email_changes.revert(change, now=now)
    if between:
        _follow(change.account.person, between, asked, now=now)


def read_name_before(person: Person) -> NameBefore:
    """What ``follow_new_name`` needs, read before the name changes."""
    return NameBefore(person.name, person.name_key, membership.open_invitations_for(person))


def follow_new_name(person: Person, before: NameBefore, *, now: datetime) -> None:
    """Put the present name, and what the person is called, in place of ``before`` in what lies ahead."""
    if person.name != before.name:
        events.change_name(person, before.key, now=now)
        volunteering.update_name(person, before.name, now=now)
    membership.follow_name(person, before.asked)


def _follow(person: Person, before: str, asked: list[Invitation], *, now: datetime) -> None:
    events.change_email(person, before, now=now)
    volunteering.update_email(person, before, now=now)
    companions.renew_links(person, now=now)
    giving.update_email(person, before)
    membership.follow_email(person, before, asked)
    payments.update_email(person, before)
    mail.readdress(before, person.email, Mail.person_id == person.id)
    mail.carry_over_choices(before, person.email, now=now)
