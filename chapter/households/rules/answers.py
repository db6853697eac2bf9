"""Answers to invitations to a household or company: accepted or declined only by the invited person."""

from datetime import datetime

from chapter import audit, db
from chapter.accounts import queries as accounts_queries
from chapter.accounts.models import Account
from chapter.accounts.rules import accounts
from chapter.audit import Actor
from chapter.households import queries as households_queries
from chapter.households.rules import bundles
from chapter.mail import rules as mail
from chapter.mail import suppression
from chapter.membership import emails, queries
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Enrollment, Membership
from chapter.membership.rules import endings, terms
from chapter.membership.rules import invitations as membership_invitations
from chapter.people import verification
from chapter.people.models import Person
from chapter.people.rules import persons as people_persons
from chapter.refusal import Refused

GUEST = Actor("guest")
OVER = "This invitation isn’t open anymore. You’re welcome to join on your own."
RESTS = "We can’t do this here right now. Reply to our email, and we’ll look into it."
PAYS = "You pay for others in your own membership. Reply to our email, and we’ll sort it out together."
FULL = "All spots are now taken. Reply to our email, and we’ll look into it."


def accept_invitation(
    invitation: Invitation, *, by: str, now: datetime, reader: Person | None = None
) -> Account | None:
    """Accept an invitation: the person belongs to the membership from today. Returns the account that was
    created for them, if one was. ``by`` is what the click proves (people.proof); ``reader``: who is signed in
    and reads it (queries.recipients), whatever their name is by now. None: whoever the name and address mean.
    Once: accepting again does nothing.

    A membership of their own, or their place in another, ends with it. Raises Refused when the invitation is
    not open any more, no place is free, or they pay for others; and, without giving a reason, when they are
    suspended, have died, or they or the payer blocks the other.
    """
    if invitation.accepted_at is not None:
        return None
    if not invitation.answerable(now) or invitation.membership is None:
        raise Refused(OVER)
    person = reader or people_persons.find_or_add(invitation.name, invitation.email, now=now)
    known = person.id is not None
    db.session.flush()
    person = db.lock(person)
    enrollment = queries.enrollment_of(person.id) if known else None
    membership = _lock_memberships(invitation.membership, enrollment)
    invitation = db.lock(invitation)
    if invitation.accepted_at is not None:
        return None
    _require_open(invitation, membership, now)
    if not queries.is_running(membership, now) or not households_queries.may_meet(invitation, [person.id]):
        raise Refused(RESTS)
    if len(queries.enrollments_in(membership)) >= membership.level.bundle_most:
        raise Refused(FULL)
    invitation.person, invitation.accepted_at = person, now
    verification.verify(invitation, by, now=now)
    if enrollment is None or enrollment.membership_id != membership.id:
        _move(person, enrollment, membership, now)
    audit.record("said yes", invitation, by=_actor(person, by), now=now)
    return _welcome(invitation, membership, person, now)


def decline_invitation(invitation: Invitation, *, by: str, now: datetime) -> None:
    """Decline an invitation, for good: the payer learns that the answer was no, and can't invite again. Once.

    Raises Refused when it was accepted, or is not open any more.
    """
    if invitation.membership is not None:
        db.lock(invitation.membership)
    invitation = db.lock(invitation)
    if invitation.declined_at is not None:
        return
    if not invitation.answerable(now) or invitation.membership is None:
        raise Refused(OVER)
    invitation.declined_at = now
    verification.verify(invitation, by, now=now)
    audit.record("said no", invitation, by=GUEST, now=now)
    suppression.lift(invitation.email)
    membership_invitations.notify_payer(invitation.membership, invitation.name, "no", now=now)


def _require_open(invitation: Invitation, membership: Membership, now: datetime) -> None:
    """Raises Refused when ``invitation``, which is locked, is not open any more, or not for
    ``membership``."""
    over = membership.ended_at is not None or invitation.membership_id != membership.id
    if over or not invitation.answerable(now):
        raise Refused(OVER)


def _lock_memberships(membership: Membership, enrollment: Enrollment | None) -> Membership:
    """Lock both memberships, always in the same order."""
    wanted = {membership.id: membership}
    if enrollment is not None:
        wanted[enrollment.membership_id] = enrollment.membership
    held = {number: terms.lock_membership(wanted[number]) for number in sorted(wanted)}
    return held[membership.id]


def _move(person: Person, enrollment: Enrollment | None, membership: Membership, now: datetime) -> None:
    """Move ``person`` from their former membership into this one, and end a resignation."""
    if enrollment is not None:
        _leave_membership(person, enrollment, now)
    terms.end_resignation(person, queries.today(now), by=person.actor, now=now)
    db.session.flush()
    bundles.add_member_unchecked(membership, person, by=person.actor, now=now)


def _leave_membership(person: Person, enrollment: Enrollment, now: datetime) -> None:
    old = enrollment.membership
    others = [one for one in queries.enrollments_in(old) if one.id != enrollment.id]
    if old.payer_id == person.id and others:
        raise Refused(PAYS)
    endings.end([enrollment], by=person.actor, now=now)
    audit.record("left for another membership", old, by=person.actor, now=now)
    if not others:
        endings.end_membership(old, now=now)
    else:
        membership_invitations.notify_payer_of_leaver(old, person, now=now)


def _welcome(invitation: Invitation, membership: Membership, person: Person, now: datetime) -> Account | None:
    """Create an account where there is none, mail the welcome, and notify the payer."""
    suppression.lift(invitation.email)
    hers = accounts_queries.account_of(person)
    has_one = hers is not None or accounts_queries.account_by_email(invitation.email) is not None
    account = None if has_one else accounts.open_verified(person, invitation.email, by=GUEST, now=now)
    db.session.flush()
    last = queries.terms_of(membership)[-1]
    letter = emails.welcome(person, last, signs_in=bool(hers or account))
    address = hers.email if hers else invitation.email
    mail.queue(letter, to=(person.name, address), person_id=person.id, now=now)
    membership_invitations.notify_payer(membership, invitation.name, "yes", now=now)
    return account


def _actor(person: Person, by: str) -> Actor:
    return person.actor if by == verification.ACCOUNT else GUEST
