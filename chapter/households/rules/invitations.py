"""Naming others for a household or company: saved, mailed when the membership begins, mailed again,
withdrawn. Nobody belongs to it by being named (rules/answers.py)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chapter import audit, db
from chapter.audit import Actor
from chapter.households import emails as households_emails
from chapter.households import queries as households_queries
from chapter.mail import rules as mail
from chapter.mail import throttle as mail_throttle
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import bundles, is_running
from chapter.people.models import email_key, name_key
from chapter.refusal import Refused
from chapter.security import throttle

A_MONTH = timedelta(days=30)
HERSELF = "This is the person who pays. Their spot is already counted."
TWICE = "{} is already on the list."
FULL = "All {} spots are taken or waiting for an answer."
ONE_ONLY = "This level is for one person."
SAID_NO = "{} said no, so we won’t ask again. They can join on their own whenever they like."
ENOUGH = "You’ve invited as many people as you can in a month. Email us, and we’ll add the others together."
HAD_MANY = (
    "We’ve sent this address as many of these emails as we send in a month. They can also join on their own."
)
OVER = "This membership has ended. Renew it first, then add people."
ALL_SENT = "We’ve sent it three times, which is the limit. Ask them yourself. The link still works."
TOMORROW = "We sent it less than a day ago. You can send it again tomorrow."
ANSWERED = "This was already answered or withdrawn."


def name_in_application(application: Application, others: Sequence[NamedPerson], *, now: datetime) -> None:
    """Save the people whom the applicant names on the second screen. They are mailed only once the applicant
    is a member.

    Raises Refused for more of them than the level holds.
    """
    if len(others) > application.level.bundle_most - 1:
        raise Refused(ONE_ONLY if not application.level.bundle_kind else _full(application.level.bundle_most))
    for other in others:
        db.session.add(_new_invitation(other, now, application_id=application.id))


def add_to_application(
    application: Application, other: NamedPerson, *, nonce: str, by: Actor, now: datetime
) -> Invitation:
    """Let staff add a person to an application. The same form sent twice is one. Raises Refused when the
    application is closed, has no place left, or names them already."""
    application = db.lock(application)
    known = households_queries.by_nonce(nonce)
    if known is not None:
        return known
    if application.closed_at is not None:
        raise Refused(ANSWERED)
    named = households_queries.named_in_application(application)
    if len(named) >= application.level.bundle_most - 1:
        raise Refused(_full(application.level.bundle_most), "name")
    _require_new(other, named, application.name, application.email_key)
    added = _new_invitation(other, now, application_id=application.id, nonce=nonce, added_by=by.person_id)
    db.session.add(added)
    audit.record("named for bundle", added, by=by, now=now)
    return added


def invite(membership: Membership, other: NamedPerson, *, nonce: str, by: Actor, now: datetime) -> Invitation:
    """Name one more person for a running membership, and mail them. The same form sent twice is one.

    Whether the chapter knows the person, and how, changes nothing that anybody reads. Raises Refused when no
    place is free, they are named already or declined, the membership is over, or too many were mailed lately.
    """
    membership = db.lock(membership)
    known = households_queries.by_nonce(nonce)
    if known is not None:
        return known
    _require_running(membership, now)
    bundle = bundles.bundle_of(membership)
    if not bundle.free:
        raise Refused(_full(membership.level.bundle_most), "name")
    _require_new(other, bundle.open, membership.payer.name, membership.payer.email_key)
    if households_queries.has_declined(membership, other.name, email_key(other.email)):
        raise Refused(SAID_NO.format(other.name), "email")
    if households_queries.count_named_since(membership, now - A_MONTH) >= 2 * membership.level.bundle_most:
        raise Refused(ENOUGH, "name")
    added = _new_invitation(
        other, now, membership_id=membership.id, payer_id=membership.payer_id, nonce=nonce,
        added_by=by.person_id,
    )  # fmt: skip
    db.session.add(added)
    db.session.flush()
    audit.record("named for bundle", added, by=by, now=now)
    if not _mail(added, now):
        raise Refused(HAD_MANY, "email")
    mail_throttle.throttle_mails(added.email_key, now=now)
    return added


def resend(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Mail an invitation again. Raises Refused when it was answered, a day has not passed, or three were
    sent."""
    membership = _membership(invitation)
    invitation = db.lock(invitation)
    if not invitation.open:
        raise Refused(ANSWERED)
    _require_running(membership, now)
    if not invitation.mails_left:
        raise Refused(ALL_SENT)
    if now < invitation.again_from():
        raise Refused(TOMORROW)
    if not _mail(invitation, now):
        raise Refused(HAD_MANY)
    audit.record("mailed again", invitation, by=by, now=now, after={"mails": invitation.mails})
    mail_throttle.throttle_mails(invitation.email_key, now=now)


def send_first(invitation: Invitation, *, now: datetime) -> None:
    """Mail, once, an invitation made before the membership began; later, when its address has had too
    many."""
    invitation = db.lock(invitation)
    if not invitation.open or invitation.mails or invitation.membership is None:
        return
    _mail(invitation, now)
    mail_throttle.throttle_mails(invitation.email_key, now=now)


def _require_running(membership: Membership, now: datetime) -> None:
    if not is_running(membership, now):
        raise Refused(OVER)


def _membership(invitation: Invitation) -> Membership:
    """The membership of an invitation, locked. Raises Refused while there is none yet."""
    if invitation.membership is None:
        raise Refused("We’ll email them when the membership begins.")
    return db.lock(invitation.membership)


def _require_new(other: NamedPerson, named: Iterable[Invitation], payer: str, payer_key: str) -> None:
    typed = (name_key(other.name), email_key(other.email))
    if typed == (name_key(payer), payer_key):
        raise Refused(HERSELF, "name")
    if typed in {(name_key(one.name), one.email_key) for one in named}:
        raise Refused(TWICE.format(other.name), "name")


def _new_invitation(other: NamedPerson, now: datetime, **more: object) -> Invitation:
    return Invitation(
        name=other.name, email=other.email, email_key=email_key(other.email), named_at=now, **more
    )


def _mail(invitation: Invitation, now: datetime) -> bool:
    """Mail an invitation, or only record it as mailed when the person may not be reached; False when the
    address has had too many of these."""
    invitation.held_until = throttle.hit(throttle.INVITATIONS, invitation.email_key, now=now)
    if invitation.held_until is not None:
        return False
    invitation.mailed_at, invitation.mails = now, invitation.mails + 1
    db.session.flush()
    if households_queries.may_be_mailed(invitation):
        mail.queue(households_emails.invited(invitation), to=(invitation.name, invitation.email), now=now)
    return True


def _full(most: int) -> str:
    return FULL.format(most) if most > 1 else ONE_ONLY
