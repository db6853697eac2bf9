"""A household whose payer names others, for tests."""

from datetime import datetime
from itertools import count

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.accounts.models import Account
from chapter.applications.rules import applications
from chapter.applications.rules.applications import Answers, Applicant
from chapter.households.rules import answers, invitations
from chapter.levels.models import Level
from chapter.mail.models import Mail
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import Invitation, NamedPerson
from chapter.membership.models.memberships import Membership
from chapter.membership.queries import bundles
from chapter.people.models import Person
from chapter.people.verification import MAILBOX
from tests import factories
from tests.factories import TODAY
from tests.membership.members import a_household, a_member, membership

_numbers = count(1)
BEA = NamedPerson("Bea Bundle", "bea@example.test")
INVITED, NEWS = "membership.invited", "membership.household_news"


def a_payer(most: int = 4) -> Person:
    """Nora, who pays for a household."""
    nora = factories.a_person("Nora Ochoa", "nora@example.test")
    return a_member(a_household(most), person=nora)


def names(payer: Person, other: NamedPerson = BEA, *, now: datetime = TODAY) -> Invitation:
    """``payer`` names somebody on her own page."""
    of = membership(payer)
    with factories.a_writing():
        return invitations.invite(of, other, nonce=f"named-{next(_numbers):06}", by=payer.actor, now=now)


def yes(invitation: Invitation, *, now: datetime = TODAY) -> Account | None:
    """She presses yes in her mail."""
    with factories.a_writing():
        return answers.accept_invitation(invitation, by=MAILBOX, now=now)


def no(invitation: Invitation, *, now: datetime = TODAY) -> None:
    """She presses no."""
    with factories.a_writing():
        answers.decline_invitation(invitation, by=MAILBOX, now=now)


def mails(kind: str) -> list[Mail]:
    """All of that kind that may leave, the first first."""
    found = select(Mail).where(Mail.kind == kind, Mail.withdrawn_at.is_(None)).order_by(Mail.id)
    return list(db.session.scalars(found))


def asked(of: Membership) -> list[str]:
    """Who has not answered, by name."""
    return [one.name for one in bundles.open_invitations_in(of)]


def link(app: Flask, invitation: Invitation) -> str:
    """Where her mail leads."""
    with app.test_request_context():
        return f"/join/with/{invitation.token}"


def applies(level: Level, *others: NamedPerson) -> Application:
    """Nora asks to join and names these."""
    who = Applicant("Nora Ochoa", "nora@example.test")
    with db.writing():
        application = applications.begin(level, who, nonce="nora-asks-to-join", now=TODAY)
        db.session.flush()
        applications.submit(application, Answers(others=others), now=TODAY)
    return application
