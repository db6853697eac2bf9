"""The hours of the small chapter, which its people may or may not touch."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.hours.queries import entries_to_approve
from chapter.hours.rules import checkin, entries, shift_closure
from chapter.hours.rules.entries import EntryInput
from chapter.opportunities.rules import opportunities
from chapter.opportunities.rules.shift_times import ShiftInput
from chapter.shifts.models import FREELY, Opportunity, Shift
from tests.factories import GUEST, TODAY, a_person
from tests.feature import Edit, Feature, Records
from tests.shifts.shifts import LAST_WEEK, an_opportunity, takes

if TYPE_CHECKING:
    from tests.seed.chapter import World

SLUG = "soup"
"""Of what the director may log hours for."""


def build(world: "World") -> Records:
    """Hours that wait, hours of the member, a shift that is over whom nobody was checked in at, one of which
    all is told, and a closed one."""
    member, director = (world.account(kind).person for kind in ("member", "director"))
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


def hours_that_wait() -> str:
    """What the lead may approve."""
    return entries_to_approve()[0].public_id


def soup_id() -> str:
    """What the director may log hours for."""
    return db.session.scalars(select(Opportunity.public_id).where(Opportunity.slug == SLUG)).one()


FEATURE = Feature(
    world=build,
    fields={
        "on": "2026-11-20",
        "hours": "1.5",
        "year": "2026",
        "source": "Independent Sector",
        "signed": "Dana Director",
    },
    payloads={
        "/me/hours": lambda _account: {"opportunity": soup_id()},
        "/office/hours/approve": lambda _account: {"chosen": hours_that_wait()},
        "/office/hours/thanks": {"year": "2025", "act": "send"},
        "/office/hours/people/<public_id>": lambda _account: {"opportunity": soup_id()},
    },
    edits={
        "/office/hours/<public_id>/correct": Edit(("hours", "1:15", "2:15", "3:15"), {"note": "Soup"}),
        "/me/hours/<public_id>/correct": Edit(("hours", "1:15", "2:15", "3:15"), {"note": "Soup"}, own=True),
        "/office/hours/rates": Edit(
            ("amount", "34.79", "33.49", "31.80"),
            always={"year": "2024", "source": "A board"},
            reads="$33.49",
        ),
    },
)
