"""Applying: an application is begun, sent, and proved when its email is confirmed. Until then no other record
changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, func, or_, select, update

from chapter import audit, db
from chapter.accounts import queries
from chapter.accounts.models import Account
from chapter.accounts.rules import accounts
from chapter.applications import emails as applications_emails
from chapter.applications.rules import decisions
from chapter.audit import Actor
from chapter.broadcasts.kinds import Recipient
from chapter.broadcasts.rolling import DueMail
from chapter.households.rules import invitations
from chapter.levels.models import Level
from chapter.mail import rules as mail
from chapter.mail import suppression
from chapter.mail.consents import NEWS
from chapter.mail.rules import Letter
from chapter.membership.models.applications import Application
from chapter.membership.models.invitations import NamedPerson
from chapter.people import verification
from chapter.people.models import Person, email_key
from chapter.people.rules import persons as people_persons
from chapter.people.verification import ACCOUNT, MAILBOX
from chapter.refusal import Refused

APPLICANT = Actor("guest")
LEFT_ALONE = timedelta(days=1)
"""After how long the applicant is reminded of an unfinished application."""

LATELY = timedelta(days=30)
DEAD = "This link has expired. Apply again, and we’ll email you a new one."
SENT = "You’ve already sent your application. To change it, reply to our email."


@dataclass(frozen=True)
class Applicant:
    """Who applies. ``person`` is set when they are signed in; else name and email are only typed."""

    name: str
    email: str
    called: str = ""
    name_said: str = ""
    pronouns: str = ""
    organisation: str = ""
    person: Person | None = None


@dataclass(frozen=True)
class Answers:
    """The second screen. ``answers`` are pairs (question, answer) in words; ``others`` are named for the
    bundle."""

    answers: Sequence[Mapping[str, str]] = ()
    others: Sequence[NamedPerson] = ()
    news: bool = False
    news_wording: str = ""


def begin(level: Level, identity: Applicant, *, nonce: str, now: datetime) -> Application:
    """Save the first screen, so that nobody is lost between two steps. The same form sent twice is one
    application.

    Raises Refused when the level is not open to the public.
    """
    known = db.first(select(Application).where(Application.nonce == nonce))
    if known is not None:
        return known
    if level.opened_at is None or level.retired_at is not None:
        raise Refused("This level isn’t open right now.")
    typed = {field.name: getattr(identity, field.name) for field in fields(Applicant)}
    application = Application(
        **typed, level=level, level_id=level.id, email_key=email_key(identity.email), nonce=nonce,
        answers=[], started_at=now,
    )  # fmt: skip
    db.session.add(application)
    return application


def submit(application: Application, rest: Answers, *, now: datetime) -> None:
    """Save the second screen: the application is complete once the email is confirmed; that of a signed-in
    applicant is confirmed already.

    Raises Refused when it was sent already, or names more people than the level holds.
    """
    application = db.lock(application)
    if application.sent_at is not None or application.closed_at is not None:
        raise Refused(SENT)
    application.answers = [dict(one) for one in rest.answers]
    invitations.name_in_application(application, rest.others, now=now)
    application.news, application.news_wording = rest.news, rest.news_wording
    application.sent_at = now
    audit.record(
        "applied", application, by=_actor(application), now=now, after={"level": application.level.name}
    )
    if application.person_id is not None:
        _proved(application, ACCOUNT, now)
        return
    mail.queue(applications_emails.confirm(application), to=(application.name, application.email), now=now)


def confirm_email(application: Application, *, now: datetime) -> Account | None:
    """Confirm the email of an application: the applicant holds the mailbox. Returns the account that was
    created for them, if one was.

    Name and email find the applicant's record, or create one; what it lacks is filled in, what it has stays.
    An existing account is left alone: its owner signs in as always. Confirming again does nothing. Raises
    Refused when the link is too old.
    """
    application = db.lock(application)
    if application.proved_at is not None:
        return None
    if not application.confirmable(now):
        raise Refused(DEAD)
    person = people_persons.find_or_add(application.name, application.email, now=now)
    application.person = person
    _fill_in(person, application)
    db.session.flush()
    account = _account(person, application, now)
    _proved(application, MAILBOX, now)
    return account


def resend_link(application: Application, *, by: Actor, now: datetime) -> None:
    """Mail the applicant the link they need to go on: the one that confirms the email, or the one to the
    form.

    Raises Refused when there is nothing left for the applicant to do.
    """
    application = db.lock(application)
    if application.proved_at is not None or application.closed_at is not None:
        raise Refused("The email is confirmed. This application is waiting for your decision.")
    if application.sent_at is not None:
        application.sent_at = now
    mail.queue(applications_emails.unfinished(application), to=(application.name, application.email), now=now)
    application.reminded_at = now
    audit.record("mailed again", application, by=by, now=now)


def unfinished_due(now: datetime) -> Iterator[DueMail]:
    """The mails to applicants who left their form unfinished since yesterday. Once: nothing is mailed if the
    address was reminded lately, for any application."""
    firsts = select(func.min(Application.id)).where(*_left_alone(now)).group_by(Application.email_key)
    for one in db.session.scalars(select(Application).where(Application.id.in_(firsts))):
        write = partial(_remind, one, now)
        yield DueMail(f"unfinished-{one.id}", Recipient(one.id, one.name, one.email), write)


def _left_alone(now: datetime) -> tuple[ColumnElement[bool], ...]:
    lately = select(Application.email_key).where(Application.reminded_at > now - LATELY)
    last = now - LEFT_ALONE
    return (
        Application.proved_at.is_(None),
        Application.closed_at.is_(None),
        Application.reminded_at.is_(None),
        Application.started_at <= last,
        or_(Application.sent_at.is_(None), Application.sent_at <= last),
        Application.email_key.not_in(lately),
    )


def _remind(application: Application, now: datetime) -> Letter:
    same = *_left_alone(now), Application.email_key == application.email_key
    db.session.execute(update(Application).where(*same).values(reminded_at=now))
    return applications_emails.unfinished(application)


def close_unanswered(application: Application, *, why: str, by: Actor, now: datetime) -> None:
    """Close an application without an answer: it was sent twice, or the applicant changed their mind."""
    application = db.lock(application)
    if application.closed_at is None:
        application.closed_at = now
        audit.record("set aside", application, by=by, now=now, why=why)


def _proved(application: Application, by: str, now: datetime) -> None:
    verification.verify(application, by, now=now)
    suppression.lift(application.email)
    if application.news:
        mail.record_consent(
            application.email_key,
            NEWS,
            given=True,
            wording=application.news_wording,
            source="join",
            now=now,
        )
    if application.level.staff_approves or decisions.try_to_accept(application, now=now) is not None:
        to = (application.name, application.email)
        mail.queue(applications_emails.received(application), to=to, now=now, person_id=application.person_id)


def _fill_in(person: Person, application: Application) -> None:
    for name in ("called", "name_said", "pronouns", "organisation"):
        if not getattr(person, name):
            setattr(person, name, getattr(application, name))


def _account(person: Person, application: Application, now: datetime) -> Account | None:
    if queries.has_account(person, application.email):
        return None
    return accounts.open_verified(person, application.email, by=APPLICANT, now=now)


def _actor(application: Application) -> Actor:
    return Actor("person", application.person_id) if application.person_id else APPLICANT
