"""Who may read an invitation to a household: the signed-in person whose account has the address that it
was mailed to. Their name may have changed since, and so may their address; several people may share the
mailbox."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from chapter import db, restrictions
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account
from chapter.accounts.models.email_changes import EmailChange
from chapter.households import queries
from chapter.membership.models.invitations import Invitation
from chapter.membership.queries import bundles
from chapter.people import queries as people
from chapter.people import visibility
from chapter.people.models import Person, email_key, name_key
from chapter.restrictions import Use


def recipient_with(invitation: Invitation, account: Account) -> Person | None:
    """The person of ``account``, who is signed in, when ``invitation`` was mailed to their present address or
    a former one. None when the name means somebody else there, when they pay for it themselves, and, at a
    mailbox that others are known to share, when the name is not like theirs.

    When nobody else is known there, any typed name means them: the page says so beside the button.
    """
    person, known = account.person, people.people_by_email(invitation.email)
    meant = people.match_among(known, invitation.name)
    if meant is not None and meant.id == person.id:
        return person
    if (
        meant is not None
        or person.id in queries.payers_of(invitation)
        or not _was_mailed(invitation, account)
    ):
        return None
    shared = any(other.id != person.id for other in known)
    return None if shared and not _is_like(invitation.name, person) else person


def invitations_for(account: Account, now: datetime) -> list[Invitation]:
    """The open invitations for the person signed in with ``account``: mailed to their address, under a name
    like theirs, and allowed to reach them. The number of statements does not grow with the number of
    invitations."""
    of_now = (
        Invitation.email_key == account.email_key,
        Invitation.mailed_at.is_not(None),
        bundles.OPEN_INVITATION,
    )
    rows = select(Invitation).where(*of_now).order_by(Invitation.id)
    whole = rows.options(joinedload(Invitation.payer), joinedload(Invitation.membership))
    waiting = [one for one in db.session.scalars(whole) if one.answerable(now)]
    if not waiting:
        return []
    person, known = account.person, people.people_by_email(account.email)
    hers = [one for one in waiting if _means(one, person, people.match_among(known, one.name))]
    if not hers or restrictions.reasons_against([person.id], Use.SHOWN):
        return []
    apart = visibility.never_paired(
        {person.id, *(number for one in hers for number in queries.payers_of(one))}
    )
    return [one for one in hers if not any({person.id, payer} in apart for payer in queries.payers_of(one))]


def _means(invitation: Invitation, person: Person, meant: Person | None) -> bool:
    if meant is not None:
        return meant.id == person.id
    return person.id not in queries.payers_of(invitation) and _is_like(invitation.name, person)


def _is_like(name: str, person: Person) -> bool:
    """Whether the name begins as the person's does: their last name may have changed since it was typed."""
    first, _, _ = name_key(name).partition(" ")
    return first in {person.name_key.partition(" ")[0], name_key(person.called)}


def _was_mailed(invitation: Invitation, account: Account) -> bool:
    """Whether it went to the person's address, or to one that was theirs until they changed it; never to one
    with which somebody else signs in by now."""
    owner = accounts_queries.account_by_email(invitation.email)
    if owner is not None:
        return owner.id == account.id
    made = EmailChange.confirmed_at.is_not(None), EmailChange.confirmed_at >= invitation.named_at
    hers = select(EmailChange).where(EmailChange.account_id == account.id, *made)
    return any(email_key(one.email_before) == invitation.email_key for one in db.session.scalars(hers))
