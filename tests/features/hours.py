"""The hours of the small chapter, which its people may or may not touch."""

from datetime import timedelta

from chapter import db
from chapter.hours.rules import checkin, entries, shift_closure
from chapter.hours.rules.entries import EntryInput
from chapter.opportunities.rules import opportunities
from chapter.opportunities.rules.shift_times import ShiftInput
from chapter.people.models import Person
from chapter.shifts.models import FREELY, Opportunity, Shift
from tests.factories import GUEST, TODAY, a_person
from tests.shifts.shifts import LAST_WEEK, an_opportunity, takes

Records = dict[str, dict[str, str]]
SLUG = "soup"
"""Of what the director may log hours for."""


def build(member: Person, director: Person) -> Records:
    """Hours that wait, hours of the member, a shift that is over whom nobody was checked in at, one of which
    all is told, and a closed one."""
    soup = an_opportunity(title="Soup", slug=SLUG, hours_rule=FREELY)
    stew = an_opportunity(title="Stew", slug="stew")
    before, somebody = TODAY - timedelta(days=9), a_person()
    over, ladled, closed = _over(soup), _over(stew), _over(soup, timedelta(days=1))
    takes(over, director, before)
    takes(over, member, before)
    missed = takes(over, None, before)
    checkin.check_in(takes(ladled, somebody, before), by=GUEST, now=ladled.starts_at)
    shift_closure.close(closed, by=GUEST, now=TODAY)
    waits = entries.log(
        somebody, stew, EntryInput(before.date(), 60), nonce="stew", lead=False, by=somebody.actor, now=TODAY
    )
    hers = entries.log(
        member, soup, EntryInput(before.date(), 60), nonce="soup", lead=False, by=member.actor, now=TODAY
    )
    db.session.flush()
    return {
        "hours of somebody": {"public_id": waits.public_id},
        "hours of the member": {"public_id": hers.public_id},
        "who was not checked in": {"public_id": missed.public_id},
        "a year of hours": {"year": "2026"},
        "a shift of which all is told": {"public_id": ladled.public_id},
        "a closed shift": {"public_id": closed.public_id},
    }


def _over(whole: Opportunity, later: timedelta = timedelta()) -> Shift:
    """A shift of last week."""
    begins = LAST_WEEK + later
    times = ShiftInput(starts_wall=begins, ends_wall=begins + timedelta(hours=3), capacity=5)
    return opportunities.add_shifts(whole, times, by=GUEST, now=TODAY - timedelta(days=9))[0]
