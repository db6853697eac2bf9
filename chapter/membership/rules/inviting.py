"""Naming others for a household or company: kept, mailed when the membership begins, mailed again, taken
back. Nobody belongs to it by being named (rules/answering.py)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail import throttle as mail_throttle
from chapter.mail.models import Mail
from chapter.membership import belonging, emails, queries
from chapter.membership.inviting import Invitation, Other
from chapter.membership.joining import Application
from chapter.membership.models import Membership
from chapter.people.models import Person, email_key, name_key
from chapter.refusal import Refused
from chapter.security import throttle

RULE = Actor("rule", name="household")
A_MONTH = timedelta(days=30)
HERSELF = "That is the person who pays. Their place is counted already."
TWICE = "{} is on the list already."
FULL = "All {} places are taken, or somebody is asked for them."
ONE_ONLY = "This level is for one person."
SAID_NO = "{} said no, and isn’t asked again. They can join by themselves whenever they like."
ENOUGH = "That’s as many people as can be invited in a month. Write to us, and we add the others together."
HAD_MANY = (
    "We send only a few of these emails to one address in a month, and this one has had them. They can also "
    "join by themselves."
)
OVER = "This membership has ended. Renew it first, then add people."
ALL_SENT = "It was sent three times, and that’s all we send. Ask them yourself; the link in it still works."
TOMORROW = "It was sent less than a day ago. You can send it again tomorrow."
ANSWERED = "This was answered or taken back meanwhile."


def name(application: Application, others: Sequence[Other], *, now: datetime) -> None:
    """Keep whom the applicant names with her second screen. Nobody is mailed before she is a member.

    Raises Refused for more of them than the level holds.
    """
    if len(others) > application.level.bundle_most - 1:
        raise Refused(ONE_ONLY if not application.level.bundle_kind else _full(application.level.bundle_most))
    for other in others:
        db.session.add(_new(other, now, application_id=application.id))


def name_one(application: Application, other: Other, *, nonce: str, by: Actor, now: datetime) -> Invitation:
    """Staff add one to an application. The same form twice is one. Raises Refused as ``add`` does."""
    application = db.lock(application)
    known = belonging.by_nonce(nonce)
    if known is not None:
        return known
    if application.closed_at is not None:
        raise Refused(ANSWERED)
    named = belonging.named_in(application)
    if len(named) >= application.level.bundle_most - 1:
        raise Refused(_full(application.level.bundle_most), "name")
    _require_new(other, named, application.name, application.email_key)
    added = _new(other, now, application_id=application.id, nonce=nonce, added_by=by.person_id)
    db.session.add(added)
    audit.record("named for bundle", added, by=by, now=now)
    return added


def add(membership: Membership, other: Other, *, nonce: str, by: Actor, now: datetime) -> Invitation:
    """Name one more for a membership that runs, and mail her. The same form twice is one.

    Whether the chapter knows her, and how, changes nothing that anybody reads. Raises Refused when no place
    is free, she is named already or said no, the membership is over, or too many were mailed lately.
    """
    membership = db.lock(membership)
    known = belonging.by_nonce(nonce)
    if known is not None:
        return known
    _require_running(membership, now)
    bundle = belonging.bundle_of(membership)
    if not bundle.free:
        raise Refused(_full(membership.level.bundle_most), "name")
    _require_new(other, bundle.open, membership.payer.name, membership.payer.email_key)
    if belonging.said_no(membership, other.name, email_key(other.email)):
        raise Refused(SAID_NO.format(other.name), "email")
    if belonging.mailed_since(membership, now - A_MONTH) >= 2 * membership.level.bundle_most:
        raise Refused(ENOUGH, "name")
    added = _new(
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


def again(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Mail her once more. Raises Refused when she answered, a day has not passed, or she had three."""
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


def withdraw(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Take back that she was named; her link says so, and a mail that has not left does not leave. Who has
    answered meanwhile stays as she answered."""
    if invitation.membership is not None:
        db.lock(invitation.membership)
    invitation = db.lock(invitation)
    if invitation.open:
        _withdraw([invitation], by, now)


def settle(membership: Membership, taken: int, *, now: datetime) -> None:
    """After a term began: those whom the payer named are asked, as many as the level holds beside the
    ``taken`` places, in the order in which they were named; ``mail_first`` mails them. Who finds no place any
    more, on a smaller level, is taken back. ``membership`` is held."""
    waiting = belonging.open_of(membership)
    room = max(0, membership.level.bundle_most - taken)
    _withdraw(waiting[room:], RULE, now)
    for one in waiting[:room]:
        one.membership, one.payer = membership, membership.payer


def mail_first(invitation: Invitation, *, now: datetime) -> None:
    """Mail, once, one who was named before the membership began; later, when her address has had too many."""
    invitation = db.lock(invitation)
    if not invitation.open or invitation.mails or invitation.membership is None:
        return
    _mail(invitation, now)
    mail_throttle.throttle_mails(invitation.email_key, now=now)


def close(membership: Membership, *, now: datetime) -> None:
    """Take back all who have not answered: the one in whose name they were asked is gone."""
    _withdraw(belonging.open_in(membership), RULE, now)


def tell_payer(membership: Membership, name: str, what: str, *, now: datetime) -> None:
    """Mail the payer what became of one of hers: ``yes``, ``no`` or ``left``; never why."""
    payer = membership.payer
    if payer.email:
        letter = emails.household_news(membership, name, what)
        mail.queue(letter, to=(payer.name, payer.email), person_id=payer.id, now=now)


def tell_left(membership: Membership, person: Person, *, now: datetime) -> None:
    """The same of ``person``, who has left."""
    tell_payer(membership, belonging.name_in(membership, person), "left", now=now)


def runs(membership: Membership, now: datetime) -> bool:
    """Whether ``membership`` runs, or is in grace, and its payer is with the chapter."""
    over = membership.grace_until is not None and membership.grace_until < queries.today(now)
    gone = queries.open_leaving(membership.payer_id) is not None
    return not (membership.ended_at is not None or over or gone)


def _require_running(membership: Membership, now: datetime) -> None:
    if not runs(membership, now):
        raise Refused(OVER)


def _membership(invitation: Invitation) -> Membership:
    """Hers, held. Raises Refused while there is none yet."""
    if invitation.membership is None:
        raise Refused("It is mailed by itself, as soon as the membership begins.")
    return db.lock(invitation.membership)


def _require_new(other: Other, named: Iterable[Invitation], payer: str, payer_key: str) -> None:
    typed = (name_key(other.name), email_key(other.email))
    if typed == (name_key(payer), payer_key):
        raise Refused(HERSELF, "name")
    if typed in {(name_key(one.name), one.email_key) for one in named}:
        raise Refused(TWICE.format(other.name), "name")


def _new(other: Other, now: datetime, **more: object) -> Invitation:
    return Invitation(
        name=other.name, email=other.email, email_key=email_key(other.email), named_at=now, **more
    )


def _mail(invitation: Invitation, now: datetime) -> bool:
    """Mail her, or do as if, when she is not to be reached; False when her address had too many of these."""
    invitation.held_until = throttle.hit(throttle.INVITATIONS, invitation.email_key, now=now)
    if invitation.held_until is not None:
        return False
    invitation.mailed_at, invitation.mails = now, invitation.mails + 1
    db.session.flush()
    if belonging.reaches(invitation):
        mail.queue(emails.invited(invitation), to=(invitation.name, invitation.email), now=now)
    return True


def _withdraw(some: Sequence[Invitation], by: Actor, now: datetime) -> None:
    for one in some:
        one.withdrawn_at, one.withdrawn_by = now, by.person_id
        audit.record("took back", one, by=by, now=now)
    numbers = [one.id for one in some]
    if numbers:
        mail.withdraw(Mail.about_kind == "bundle_invitations", Mail.about_id.in_(numbers), now=now)


def _full(most: int) -> str:
    return FULL.format(most) if most > 1 else ONE_ONLY
