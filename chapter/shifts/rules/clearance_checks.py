"""Whoever lacks what their shift requires is removed: at once when a clearance ends, else by a sweep.

They read a kind word that names nothing, in one mail; the lead of the shifts, and the volunteer lead, read
in one mail which places are free. These are offered to backups who are cleared.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement

from chapter import db, restrictions
from chapter.audit import Actor
from chapter.mail import rules as mail
from chapter.mail.rules import AddressedLetter
from chapter.people import queries as people
from chapter.refusal import Refused
from chapter.restrictions import Use
from chapter.shifts import emails, queries, wording
from chapter.shifts.models import Opportunity, Shift, Signup
from chapter.shifts.models.endings import CLEARANCE
from chapter.shifts.queries import clearances
from chapter.shifts.rules import removals

RULE = Actor("rule", name="clearances")
WHY = (
    "This shift has requirements that we don’t have on record for you on that day, so you are no longer "
    "signed up. Email us, and we will look at it together."
)


def free_uncleared(*which: ColumnElement[bool], by: Actor, now: datetime) -> list[Signup]:
    """Remove whoever lacks what their shift requires, of the sign-ups for which all of ``which`` holds;
    return those sign-ups. A team goes too where clearances are required."""
    found = clearances.uncleared_signups(now, *which)
    if not found:
        return []
    removals.lock_shifts({one.shift_id for one in found})
    freed = clearances.uncleared_signups(now, Signup.id.in_([one.id for one in found]))
    removals.remove_signups(freed, cause=CLEARANCE, why=WHY, by=by, now=now)
    mail.withdraw(removals.mails_about([one.id for one in freed]), now=now)
    _tell(freed, now)
    return freed


def _tell(freed: Sequence[Signup], now: datetime) -> None:
    hers: dict[tuple[int, str], list[Signup]] = defaultdict(list)
    for one in freed:
        hers[one.person_id, one.email].append(one)
    mails = [
        AddressedLetter(emails.freed(some), (some[0].name, address), number)
        for (number, address), some in hers.items()
        if address
    ]
    told: dict[int, list[Signup]] = defaultdict(list)
    keepers = {one.id: one for one in db.session.scalars(people.holders("volunteers"))}
    leads = [one.shift.opportunity.lead for one in freed]
    known = keepers | {lead.id: lead for lead in leads if lead is not None}
    for one in freed:
        lead = one.shift.opportunity.lead
        for number in keepers.keys() | ({lead.id} if lead else set()):
            told[number].append(one)
    gone = restrictions.reasons_against(list(known), Use.ASK)
    mails += [
        AddressedLetter(emails.places_free(some, lead), (lead.name, lead.email), lead.id)
        for number, some in told.items()
        if (lead := known[number]).email and number not in gone
    ]
    mail.queue_many(mails, now=now)


def check(person_id: int, shift: Shift, *, now: datetime) -> None:
    """Raise MissingClearance, in words for the volunteer, when they lack something on the day of
    ``shift``."""
    if not shift.opportunity.needed:
        return
    kept = queries.clearances_of(person_id)
    kind = clearances.missing_kind(kept, shift, now)
    if kind:
        of_kind = [one for one in kept if one.kind == kind]
        raise clearances.MissingClearance(
            wording.missing_clearance(kind, of_kind[-1].valid_until if of_kind else None)
        )


def check_size(whole: Opportunity, size: int) -> None:
    """Raise Refused for a team where clearances are required: nobody knows who the others are."""
    if whole.needed and size > 1:
        raise Refused(wording.each_alone(whole.needed), "size")


def check_proved(whole: Opportunity, *, proved: bool) -> None:
    """Raise Refused when it requires clearances, and the volunteer has not proved who they are."""
    if whole.needed and not proved:
        raise Refused(
            f"You need {wording.needed(whole.needed)} first. Sign in, so we know who you are. If you have no "
            "account, email us."
        )
