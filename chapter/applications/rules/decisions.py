"""Deciding applications: staff decide, the decision is held for ten minutes, then the worker settles it."""

from datetime import datetime

from chapter import audit, db
from chapter.applications import emails as applications_emails
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.membership import queries
from chapter.membership.models.applications import APPROVED, DECLINED, UNDO, Application
from chapter.membership.models.dues import Dues
from chapter.membership.rules import dues, terms
from chapter.membership.rules.dues import Payment
from chapter.people.models import Person
from chapter.refusal import Refused

RULE = Actor("rule", name="joining")
DECIDED = "Someone else has already decided this."
TOO_LATE = (
    "The 10 minutes are over, and the email was sent. Email the applicant, or change the membership instead."
)


def decide(application: Application, decision: str, *, why: str, by: Actor, now: datetime) -> None:
    """Approve or decline; it takes effect in ten minutes. When it is a no, the applicant reads ``why``.

    Raises Refused when the email is not confirmed, or the application is decided already.
    """
    application = db.lock(application)
    if application.proved_at is None:
        raise Refused("The applicant hasn’t confirmed the email yet. Send a reminder.")
    if application.decided_at is not None or application.closed_at is not None:
        raise Refused(DECIDED)
    if decision == APPROVED:
        terms.require_not_departed(_person(application))
    application.decision, application.decided_at, application.decided_by = decision, now, by.person_id
    application.decided_why = why
    audit.record(decision, application, by=by, now=now, why=why)


def undo_decision(application: Application, *, by: Actor, now: datetime) -> None:
    """Undo a decision, as long as it has not taken effect. Raises Refused after that."""
    application = db.lock(application)
    if not application.undoable(now):
        raise Refused(TOO_LATE)
    audit.record("took back", application, by=by, now=now, before={"decision": application.decision})
    _take_back(application)


def settle_decision(application: Application, *, now: datetime) -> None:
    """Let a decision take effect, ten minutes after it was made; once."""
    application = db.lock(application)
    if (
        application.decided_at is None
        or application.settled_at is not None
        or application.closed_at is not None
    ):
        return
    if abs(now - application.decided_at) < UNDO:
        return
    if application.decision == DECLINED:
        application.settled_at = application.closed_at = now
        _write(application, applications_emails.declined(application), now)
        return
    refused = try_to_accept(application, now=now)
    if refused is not None:
        _take_back(application)
        audit.record("could not approve", application, by=RULE, now=now, why=refused.sentence)


def try_to_accept(application: Application, *, now: datetime) -> Refused | None:
    """Accept the applicant and return None; or return why that can't be: then nothing has changed."""
    try:
        with db.session.begin_nested():
            accept(application, now=now)
    except Refused as refused:
        return refused
    return None


def accept(application: Application, *, now: datetime) -> None:
    """Accept an applicant: a level without dues begins at once, any other when the dues are recorded.

    Raises Refused when the applicant is suspended or has died, and as ``terms.join`` does.
    """
    person = _person(application)
    application.settled_at, application.decision = now, APPROVED
    application.decided_at = application.decided_at or now
    if application.level.price_cents:
        terms.require_not_departed(person)
        _write(application, applications_emails.accepted(application), now)
        return
    application.closed_at = now
    term = terms.join(person, application.level, on=queries.today(now), by=RULE, now=now)
    dues.notify_term_began(person, term, now=now)


def record_first_dues(application: Application, payment: Payment, *, by: Actor, now: datetime) -> Dues:
    """Record the first dues of an accepted applicant; the membership begins.

    Raises Refused when the applicant was not accepted, and as ``dues.record`` does.
    """
    application = db.lock(application)
    if application.settled_at is None or application.closed_at is not None:
        raise Refused("This application isn’t waiting for dues.")
    recorded = dues.record(_person(application), application.level, payment, by=by, now=now)
    application.closed_at = now
    return recorded


def _take_back(application: Application) -> None:
    application.decision = application.decided_why = ""
    application.decided_at = application.decided_by = None


def _person(application: Application) -> Person:
    if application.person is None:
        raise Refused("The email of this application isn’t confirmed.")
    return application.person


def _write(application: Application, letter: mail.Letter, now: datetime) -> None:
    to = (application.name, application.email)
    mail.queue(letter, to=to, person_id=application.person_id, now=now)
