"""Invitations to take a shift: by the lead, or to people with its skills when a substitute is sought."""

from datetime import datetime

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
    """Ask somebody to take ``shift``. Raises Refused for a third time in a week, or when they take it
    already."""
    if not shift.open(now):
        raise Refused(signups.CLOSED)
    if not person.email:
        raise Refused("We have no email of theirs.")
    require_may_be_asked(person)
    if queries.live_signup_of(shift, person.id) is not None:
        raise Refused("She takes it, or stands by, already.")
    if queries.invitations_this_week([person.id], now).get(person.id, 0) >= IN_A_WEEK:
        raise Refused("She was asked twice this week. Give her a rest.")
    invitation = Invitation(shift=shift, person=person, why=why, sent_at=now, sent_by=by.person_id)
    db.session.add(invitation)
    db.session.flush()
    audit.record("invited", invitation, by=by, now=now)
    mail.queue(
        emails.asked(shift, person, why), to=(person.name, person.email), now=now, person_id=person.id,
        once_key=f"asked-{invitation.id}",
    )  # fmt: skip
    return invitation


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
    rested = [one for one in able if lately.get(one.id, 0) < IN_A_WEEK]
    asked = 0
    for person in rested[:ASKED_AT_ONCE]:
        if _may_be_asked(shift, person, now):
            invite(shift, person, why="You said that you can do this.", by=backups.RULE, now=now)
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
