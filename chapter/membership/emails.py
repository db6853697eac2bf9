"""The mails of joining and renewing. Each is one letter; rules queue them."""

from datetime import datetime
from typing import Any

from chapter.mail.kinds import declare
from chapter.mail.rules import Letter
from chapter.mail.templates import write_letter
from chapter.membership import settings, words
from chapter.membership.inviting import Invitation
from chapter.membership.joining import CONFIRM_WITHIN, Application, WelcomeMail
from chapter.membership.models import Dues, Membership, Term
from chapter.people.models import Person
from chapter.people.viewer import comms, directors
from chapter.reach import Use

CONTINUE_LINK, CONFIRM_LINK = "membership.application", "membership.confirm"
RENEWAL_LINK, ACCOUNT_LINK = "membership.renewal", "membership.account"
INVITATION_LINK, HOUSEHOLD_LINK = "membership.invitation", "membership.household"
JOIN_LINK = "membership.join"
"""Makers that the outbox calls at sending (registered in chapter.membership.places)."""


def confirm(application: Application) -> Letter:
    """One press confirms her e-mail."""
    return _to_applicant(application, "confirm", CONFIRM_LINK, link_until=_confirm_until(application))


def unfinished(application: Application) -> Letter:
    """Once: her application waits for its second screen, or for the press that confirms her e-mail."""
    if application.sent_at is None:
        return _to_applicant(application, "unfinished", CONTINUE_LINK)
    until = _confirm_until(application)
    return _to_applicant(application, "unfinished", CONFIRM_LINK, link_until=until)


def received(application: Application) -> Letter:
    """Her e-mail is confirmed, and staff will read what she wrote."""
    return _to_applicant(application, "received", CONFIRM_LINK)


def accepted(application: Application) -> Letter:
    """She is welcome, and her membership begins with her dues."""
    return _to_applicant(application, "accepted", CONFIRM_LINK, dues_words=settings.current().dues_words)


def declined(application: Application) -> Letter:
    """A kind no, with the reason when staff gave one to tell."""
    return _to_applicant(application, "declined", CONFIRM_LINK)


def welcome(person: Person, term: Term, due: int = 0, *, signs_in: bool) -> Letter:
    """She is a member now; how she signs in, when she has an account; what is still ``due``, in cents."""
    placeholders = {"account": (ACCOUNT_LINK, 0)} if signs_in else {}
    return _to_member(
        "welcome", person, term.membership, term=term, due=due, signs_in=signs_in, placeholders=placeholders
    )


def renewed(person: Person, term: Term, due: int = 0) -> Letter:
    """Her dues are in, until when she is a member, and what is still ``due``, in cents."""
    return _to_member("renewed", person, term.membership, term=term, due=due)


def dues_came(person: Person, dues: Dues, term: Term, due: int) -> Letter:
    """More of the dues for a term that was paid in part: all of them now, or what is still ``due``."""
    return _to_member("dues_came", person, term.membership, dues=dues, term=term, due=due)


def reminder(membership: Membership, left: int) -> Letter:
    """Her membership has so many days ``left``; 0: today is its last; below: it has ended. To renew it."""
    placeholders = {"renewal": (RENEWAL_LINK, membership.id)}
    return _to_member("reminder", membership.payer, membership, left=left, placeholders=placeholders)


def invited(invitation: Invitation) -> Letter:
    """Somebody named her for a household or company: what it is, who pays, how to say yes or no."""
    membership = invitation.membership
    return write_letter(
        "membership.invited",
        invitation=invitation,
        payer=invitation.payer,
        membership=membership,
        level=membership.level if membership else None,
        words=words,
        placeholders={"link": (INVITATION_LINK, invitation.id)},
        about=("bundle_invitations", invitation.id),
    )


def household_news(membership: Membership, name: str, what: str) -> Letter:
    """To the payer: the one whom she typed as ``name`` said ``yes`` or ``no``, or has ``left``."""
    placeholders = {"household": (HOUSEHOLD_LINK, membership.id)}
    return _to_member(
        "household_news", membership.payer, membership, other=name, what=what, placeholders=placeholders
    )


def taken_out(membership: Membership, person: Person) -> Letter:
    """To her who belongs to a household or company no more: how to join by herself."""
    return _to_member("taken_out", person, membership, placeholders={"join": (JOIN_LINK, membership.id)})


def pays_now(membership: Membership) -> Letter:
    """To the one of a household or company who pays for all of it from now on."""
    placeholders = {"household": (HOUSEHOLD_LINK, membership.id)}
    return _to_member("pays_now", membership.payer, membership, placeholders=placeholders)


def sequence(mail: WelcomeMail, person: Person) -> Letter:
    """One mail of the chapter's own welcome sequence."""
    return write_letter("membership.sequence", mail=mail, person=person, about=("people", person.id))


def _confirm_until(application: Application) -> datetime:
    return (application.sent_at or application.started_at) + CONFIRM_WITHIN


def _to_applicant(application: Application, name: str, link: str, **context: Any) -> Letter:
    return write_letter(
        f"membership.{name}",
        application=application,
        level=application.level,
        words=words,
        placeholders={"link": (link, application.id)},
        about=("applications", application.id),
        **context,
    )


def _to_member(name: str, person: Person, membership: Membership, **context: Any) -> Letter:
    return write_letter(
        f"membership.{name}",
        person=person,
        membership=membership,
        level=membership.level,
        words=words,
        about=("memberships", membership.id),
        **context,
    )


KINDS = (
    *declare("membership", "confirm", use=Use.ASKED_FOR, readers=[directors], bound=True),
    *declare(
        "membership", "received unfinished accepted declined welcome renewed dues_came reminder "
        "invited household_news taken_out pays_now",
        use=Use.HELD, readers=[directors],
    ),
    *declare("membership", "sequence", use=Use.BULK, readers=[directors, comms], choice="welcome"),
)  # fmt: skip
"""What these mails are for, and who of the office may read them."""
