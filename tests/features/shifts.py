"""The shifts of the small chapter, which its people may or may not touch."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chapter import db
from chapter.hours.rules import checkin
from chapter.shifts.models import Shift, Signup
from chapter.shifts.rules import substitutes
from chapter.staffing.rules import clearances
from tests.factories import GUEST, TODAY
from tests.feature import Feature, Records
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes

if TYPE_CHECKING:
    from tests.seed.chapter import World

NOW = datetime.fromisoformat("2026-11-23T11:00")
"""A shift that has just begun, on the clock of Chicago."""


def build(world: "World") -> Records:
    """One that everybody sees, a draft, one for members; somebody in every state; a clearance."""
    volunteer = world.account("member").person
    whole = an_opportunity(title="Pantry", slug="pantry")
    draft = an_opportunity(title="Later", slug="later", published=False)
    members = an_opportunity(title="Mentors", slug="mentors", audience="members")
    free, soon = a_shift(whole, of=5), a_shift(whole, at=NOW, of=9)
    for_members = a_shift(members, at=SATURDAY + timedelta(days=1), of=9)
    comes = _signed(takes(soon))
    records = {
        "who comes in now": {**comes, "act": "in"},
        "an opportunity": _of(free), "a draft of an opportunity": _of(a_shift(draft)),
        "the members’ opportunity": _of(for_members), "a shift": {**_of(free), "nonce": "nonce-of-a-shift"},
    }  # fmt: skip
    seeks, keeps, here = takes(free), takes(free), takes(soon)
    substitutes.seek_substitute(seeks, by=GUEST, now=TODAY)
    checkin.check_in(here, by=GUEST, now=TODAY)
    records |= {
        "who takes it": _signed(takes(soon)), "who seeks a substitute": _signed(seeks),
        "who keeps it": _signed(keeps),
    }  # fmt: skip
    narrow = a_shift(whole, at=SATURDAY + timedelta(days=2))
    first, asked, backup = (takes(narrow) for _ in range(3))
    substitutes.seek_substitute(first, by=GUEST, now=TODAY)
    records |= {"who is asked to help": _signed(asked), "a backup": _signed(backup)}
    clearances.note(volunteer, "training", None, by=GUEST, now=TODAY)
    records["who is cleared"] = {"public_id": volunteer.public_id, "kind": "training"}
    db.session.flush()
    return records


def _of(shift: Shift) -> dict[str, str]:
    return {"slug": shift.opportunity.slug, "public_id": shift.public_id}


def _signed(signup: Signup) -> dict[str, str]:
    return {"public_id": signup.public_id, "token": signup.token, "code": signup.checkin_code}


FEATURE = Feature(
    world=build,
    fields={"size": "1"},
)
