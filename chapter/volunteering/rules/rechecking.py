"""Whoever lacks what her shift asks for is freed of it: at once when something ends, else by a sweep.

She reads a kind word that names nothing, in one mail; whoever leads the shifts, and the volunteer lead, reads
in one mail which places are free. They go on to whoever stands by and is cleared.
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
from chapter.restrictions import Use
from chapter.volunteering import clearances, emails
from chapter.volunteering.models import Signup
from chapter.volunteering.models.persons import CLEARANCE
from chapter.volunteering.rules import freeing

RULE = Actor("rule", name="clearances")
WHY = (
    "What this shift asks for first is not on record for you on that day, so your place is free. "
    "Write to us, and we will look at it together."
)


def recheck(*which: ColumnElement[bool], by: Actor, now: datetime) -> list[Signup]:
    """Free whoever lacks what her shift asks for, of the sign-ups for which all of ``which`` holds; those
    that were freed. A team goes too where something is asked of each."""
    found = clearances.lacking(now, *which)
    if not found:
        return []
    freeing.hold({one.shift_id for one in found})
    freed = clearances.lacking(now, Signup.id.in_([one.id for one in found]))
    freeing.free(freed, cause=CLEARANCE, why=WHY, by=by, now=now)
    mail.withdraw(freeing.about([one.id for one in freed]), now=now)
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
        AddressedLetter(emails.places_free(some, lead.first_name), (lead.name, lead.email), lead.id)
        for number, some in told.items()
        if (lead := known[number]).email and number not in gone
    ]
    mail.queue_many(mails, now=now)
