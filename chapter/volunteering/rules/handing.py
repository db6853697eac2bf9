"""When somebody cannot make it: backups are asked, then people with the skills. It is hers until then."""

from datetime import datetime, timedelta

from sqlalchemy import select

from chapter import audit, db, restrictions
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.people import queries as people
from chapter.people import visibility
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.volunteering import askable, emails, queries
from chapter.volunteering.models import CONFIRMED, OFFERED, Shift, Signup
from chapter.volunteering.models.persons import Invitation
from chapter.volunteering.rules import calling_off, clearing, line, taking

TWO_DAYS = timedelta(hours=48)
IN_A_WEEK = 2
"""So many invitations one person gets in seven days, whoever sends them."""

ASKED_AT_ONCE = 5


def release(signup: Signup, *, by: Actor, now: datetime) -> int:
    """She cannot make it: ask the backups, or people with the skills; how many were asked.

    The shift stays hers until somebody accepts. The lead is told at once when 48 hours or less are left.
    Of a shift that was called off, which may be undone, she is free for good. Raises Refused when it is not
    hers, or has begun.
    """
    shift = line.hold(signup)
    if signup.called_off:
        calling_off.leave(signup, ending=by.kind, verb="left", by=by, now=now)
        return 0
    if signup.status != CONFIRMED:
        raise Refused("This shift is not yours.")
    if not line.moves(shift, now):
        raise Refused("It has begun. Call us, so that nobody waits for you.")
    if signup.released_at is not None:
        return 0
    signup.released_at = now
    shift.seating += 1
    audit.record("released", signup, by=by, now=now, before={"seeks": False}, after={"seeks": True})
    line.write(signup, emails.released(signup), now)
    asked = len(line.promote(shift, now=now)) or ask_the_able(shift, signup, now=now)
    _tell_lead(shift, now)
    return asked


def keep(signup: Signup, *, by: Actor, now: datetime) -> None:
    """She can make it after all. Raises Refused while somebody was asked and may say yes."""
    shift = line.hold(signup)
    if not signup.seeks:
        return
    if any(one.status == OFFERED for one in queries.signups_of(shift)):
        raise Refused("Somebody was asked just now and may say yes. Look again when her time is over.")
    signup.released_at = None
    shift.seating += 1
    audit.record("kept", signup, by=by, now=now, before={"seeks": True}, after={"seeks": False})


def invite(shift: Shift, person: Person, *, why: str, by: Actor, now: datetime) -> Invitation:
    """Ask somebody to take ``shift``. Raises Refused for a third time in a week, or when she takes it."""
    if not shift.open(now):
        raise Refused(taking.CLOSED)
    if not person.email:
        raise Refused("We have no email of theirs.")
    require_open(person)
    if queries.hers(shift, person.id) is not None:
        raise Refused("She takes it, or stands by, already.")
    if queries.asked_lately([person.id], now).get(person.id, 0) >= IN_A_WEEK:
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


def require_open(person: Person) -> None:
    """Raises Refused when nobody is to ask her for anything, or no mail that asks would reach her."""
    against = askable.why_not([(person.id, person.email)])
    if against:
        raise Refused(f"{person.name} {against[person.id]}")


def ask_the_able(shift: Shift, without: Signup, *, now: datetime) -> int:
    """Ask up to five members with a skill that is wanted there, and who are free; how many."""
    able = askable.among(queries.with_skills(shift.opportunity.wanted_skills, without.person_id))
    lately = queries.asked_lately([one.id for one in able], now)
    rested = [one for one in able if lately.get(one.id, 0) < IN_A_WEEK]
    asked = 0
    for person in rested[:ASKED_AT_ONCE]:
        if _could(shift, person, now):
            invite(shift, person, why="You said that you can do this.", by=line.RULE, now=now)
            asked += 1
    return asked


def two_days_left(now: datetime) -> list[Shift]:
    """The shifts of the next 48 hours for which a substitute is sought and whose lead was not told."""
    seeking = (
        select(Shift)
        .join(Signup, Signup.shift_id == Shift.id)
        .where(
            Shift.starts_at > now, Shift.starts_at <= now + TWO_DAYS, Shift.lead_told_at.is_(None),
            Shift.cancelled_at.is_(None), Signup.released_at.is_not(None), Signup.cancelled_at.is_(None),
        )
        .distinct()
    )  # fmt: skip
    return list(db.session.scalars(seeking))


def tell_lead(shift: Shift, *, now: datetime) -> int:
    """Tell the lead of ``shift``, which is locked, that time is short; 1 when she was told now."""
    return _tell_lead(shift, now)


def _tell_lead(shift: Shift, now: datetime) -> int:
    soon = shift.timed and now < shift.starts_at <= now + TWO_DAYS
    seeking = sum(one.size for one in queries.signups_of(shift) if one.seeks) if soon else 0
    if not seeking or shift.lead_told_at is not None:
        return 0
    shift.lead_told_at = now
    lead_of_it = shift.opportunity.lead
    able = lead_of_it is not None and not restrictions.reasons_against([lead_of_it.id], Use.HELD)
    whom = [lead_of_it] if able else list(db.session.scalars(people.holders("volunteers")))
    for lead in whom:
        if lead is not None and lead.email:
            letter = emails.two_days_left(shift, lead.first_name, seeking)
            mail.queue(letter, to=(lead.name, lead.email), now=now, person_id=lead.id)
    return 1


def _could(shift: Shift, person: Person, now: datetime) -> bool:
    """Whether she is free then and may; nothing of why not is told to anybody."""
    if queries.hers(shift, person.id) is not None or any(
        one.refused for one in taking.meet(person.id, shift)
    ):
        return False
    if not visibility.may_be_paired(person.id, [one.person_id for one in queries.signups_of(shift)]):
        return False
    try:
        clearing.check(person.id, shift, now=now)
    except Refused:
        return False
    return True
