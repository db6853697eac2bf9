"""A household whose payer names others, for tests."""

from datetime import datetime
from itertools import count

from flask import Flask
from sqlalchemy import select

from chapter import db
from chapter.mail.models import Mail
from chapter.membership import belonging
from chapter.membership.inviting import Invitation, Other
from chapter.membership.joining import Application
from chapter.membership.models import Level, Membership
from chapter.membership.rules import answering, applications, inviting
from chapter.membership.rules.applications import Identity, Rest
from chapter.people.models import Account, Person
from chapter.people.proof import MAILBOX
from tests import factories
from tests.factories import TODAY
from tests.membership.members import a_household, a_member, membership

_numbers = count(1)
BEA = Other("Bea Bundle", "bea@example.test")
INVITED, NEWS = "membership.invited", "membership.household_news"


def a_payer(most: int = 4) -> Person:
    """Nora, who pays for a household."""
    nora = factories.a_person("Nora Ochoa", "nora@example.test")
    return a_member(a_household(most), person=nora)


def names(payer: Person, other: Other = BEA, *, now: datetime = TODAY) -> Invitation:
    """``payer`` names somebody on her own page."""
    of = membership(payer)
    with factories.a_writing():
        return inviting.add(of, other, nonce=f"named-{next(_numbers):06}", by=payer.actor, now=now)


def yes(invitation: Invitation, *, now: datetime = TODAY) -> Account | None:
    """She presses yes in her mail."""
    with factories.a_writing():
        return answering.say_yes(invitation, by=MAILBOX, now=now)


def no(invitation: Invitation, *, now: datetime = TODAY) -> None:
    """She presses no."""
    with factories.a_writing():
        answering.say_no(invitation, by=MAILBOX, now=now)


def mails(kind: str) -> list[Mail]:
    """All of that kind that may leave, the first first."""
    found = select(Mail).where(Mail.kind == kind, Mail.withdrawn_at.is_(None)).order_by(Mail.id)
    return list(db.session.scalars(found))


def asked(of: Membership) -> list[str]:
    """Who has not answered, by name."""
    return [one.name for one in belonging.open_in(of)]


def link(app: Flask, invitation: Invitation) -> str:
    """Where her mail leads."""
    with app.test_request_context():
        return f"/join/with/{invitation.token}"


def applies(level: Level, *others: Other) -> Application:
    """Nora asks to join and names these."""
    who = Identity("Nora Ochoa", "nora@example.test")
    with db.writing():
        application = applications.begin(level, who, nonce="nora-asks-to-join", now=TODAY)
        db.session.flush()
        applications.send(application, Rest(others=others), now=TODAY)
    return application
