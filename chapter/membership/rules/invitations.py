"""What happens to a bundle's invitations as its membership begins and ends: they are assigned when a term
begins, withdrawn when it ends, and the payer is notified. Naming and answering are in chapter.households."""

from collections.abc import Sequence
from datetime import datetime

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail.models import Mail
from chapter.membership import emails
from chapter.membership.models.invitations import Invitation
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import bundles
from chapter.people.models import Person
from chapter.web.endings import Ended

RULE = Actor("rule", name="household")


def withdraw(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Withdraw an invitation; its link says so, and a queued mail is not sent. An invitation answered
    meanwhile stays as answered."""
    if invitation.membership is not None:
        db.lock(invitation.membership)
    invitation = db.lock(invitation)
    if invitation.open:
        _withdraw([invitation], by, now)


def assign_named(membership: Membership, taken: int, *, now: datetime) -> None:
    """After a term began: invite those whom the payer named, as many as the level holds beside the ``taken``
    places, in the order in which they were named; ``mail_first`` mails them. Invitations for which a smaller
    level has no place are withdrawn. ``membership`` is locked."""
    waiting = bundles.unanswered_for(membership)
    room = max(0, membership.level.bundle_most - taken)
    _withdraw(waiting[room:], RULE, now)
    for one in waiting[:room]:
        one.membership, one.payer = membership, membership.payer


def withdraw_open(membership: Membership, *, now: datetime) -> None:
    """Withdraw all unanswered invitations: the payer in whose name they were sent has left."""
    _withdraw(bundles.open_invitations_in(membership), RULE, now)


def follow_end(ended: Ended) -> None:
    """Withdraw the unanswered invitations to memberships that ended, unless they may go on to another."""
    if not ended.restorable:
        theirs = Invitation.membership_id.in_(ended.ids)
        _withdraw(bundles.invitations_where(theirs, bundles.OPEN_INVITATION), RULE, ended.at)


def notify_payer(membership: Membership, name: str, what: str, *, now: datetime) -> None:
    """Mail the payer what became of a person they named: ``yes``, ``no`` or ``left``; never why."""
    payer = membership.payer
    if payer.email:
        letter = emails.household_news(membership, name, what)
        mail.queue(letter, to=(payer.name, payer.email), person_id=payer.id, now=now)


def notify_payer_of_leaver(membership: Membership, person: Person, *, now: datetime) -> None:
    """Mail the payer that ``person`` has left."""
    notify_payer(membership, bundles.name_in(membership, person), "left", now=now)


def _withdraw(some: Sequence[Invitation], by: Actor, now: datetime) -> None:
    for one in some:
        one.withdrawn_at, one.withdrawn_by = now, by.person_id
        audit.record("took back", one, by=by, now=now)
    numbers = [one.id for one in some]
    if numbers:
        mail.withdraw(Mail.about_kind == "bundle_invitations", Mail.about_id.in_(numbers), now=now)
