"""Invitations to take a shift: by the lead, or to people with its skills when a substitute is sought."""

from datetime import datetime

from sqlalchemy import Select, select

from chapter import audit, db
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.people import visibility
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts import emails, queries
from chapter.shifts.models import Shift, Signup
from chapter.shifts.models.invitations import Invitation
from chapter.shifts.queries import askable
from chapter.shifts.rules import backups, clearance_checks, signups

IN_A_WEEK = 2
"""How many invitations one person gets in seven days, whoever sends them."""


ASKED_AT_ONCE = 5


def invite(shift: Shift, person: Person, *, why: str, by: Actor, now: datetime) -> Invitation:
    """Ask a person by mail whether they would take ``shift``, and say why. Once for each shift.

    Raises Refused when they take it or stand by already, when they were asked twice in seven days, or when
    the shift cannot be taken any more.
    """
    person = db.lock(person)
    require_may_be_asked(person)
    known = db.first(_invitations(shift).where(Invitation.person_id == person.id))
    if known is not None:
        return known
    if not shift.open(now) or not person.email:
        raise Refused("Sign-ups for this shift are closed, or we have no email address for this person.")
    if queries.live_signup_of(shift, person.id) is not None:
        raise Refused("This person is already signed up or a backup.")
    if queries.invitations_this_week([person.id], now).get(person.id, 0) >= IN_A_WEEK:
        raise Refused(f"{person.first_name} was asked twice this week. Wait until next week.")
    return _send(shift, person, why, by, now)


def _send(shift: Shift, person: Person, why: str, by: Actor, now: datetime) -> Invitation:
    sent = Invitation(shift=shift, person=person, why=why[:300], sent_at=now, sent_by=by.person_id)
    db.session.add(sent)
    db.session.flush()
    audit.record("invited", sent, by=by, now=now)
    mail.queue(
        emails.asked(shift, person, why), to=(person.name, person.email), person_id=person.id, now=now,
        dedup_key=f"asked-{shift.public_id}-{person.public_id}",
    )  # fmt: skip
    return sent


def _invitations(shift: Shift) -> Select[Invitation]:
    return select(Invitation).where(Invitation.shift_id == shift.id)


def require_may_be_asked(person: Person) -> None:
    """Raise Refused when nobody may ask the person for anything, or no such mail would reach them."""
    against = askable.reasons_not_to_ask([(person.id, person.email)])
    if against:
        raise Refused(f"{person.name} {against[person.id]}")


def ask_skilled(shift: Shift, without: Signup, *, now: datetime) -> int:
    """Ask up to five members with a skill that is wanted there, and who are free; return how many."""
    able = askable.askable_people(
        queries.people_with_skills(shift.opportunity.wanted_skills, without.person_id)
    )
    lately = queries.invitations_this_week([one.id for one in able], now)
    before = {one.person_id for one in db.session.scalars(_invitations(shift))}
    rested = [one for one in able if one.id not in before and lately.get(one.id, 0) < IN_A_WEEK]
    asked = 0
    for person in rested[:ASKED_AT_ONCE]:
        if _may_be_asked(shift, person, now):
            _send(shift, person, "You told us that you can do this.", backups.RULE, now)
            asked += 1
    return asked


def _may_be_asked(shift: Shift, person: Person, now: datetime) -> bool:
    """Whether the person is free then and may be asked; the reason why not is revealed to nobody."""
    if queries.live_signup_of(shift, person.id) is not None or any(
        one.refused for one in signups.clashes_of(person.id, shift)
    ):
        return False
    if not visibility.may_be_paired(person.id, [one.person_id for one in queries.signups_of(shift)]):
        return False
    try:
        clearance_checks.check(person.id, shift, now=now)
    except Refused:
        return False
    return True
