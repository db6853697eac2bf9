"""What a level asks of a member: ticked by what counts it, or by one of us, in each term anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from chapter import db
from chapter.bookings.models import Rsvp
from chapter.levels.models import Level, Requirement
from chapter.levels.rules import requirements
from chapter.membership.queries import progress
from chapter.membership.queries.progress import Progress
from chapter.people.models import Person
from chapter.refusal import Refused
from tests import factories
from tests.factories import TODAY
from tests.membership.members import STAFF, a_complimentary_level, a_level, a_member, days, gets, pays

JOINED = date(2026, 1, 10)


@pytest.fixture
def level(app: Flask) -> Level:
    made = a_level()
    for words, counter, amount in (("Two events", "events", 2), ("Dues", "dues", 1), ("Hours", "", 1)):
        asked_for(made, words, counter, amount)
    return made


def asked_for(level: Level, words: str, counter: str = "", amount: int = 1) -> Requirement:
    with db.writing():
        return requirements.add_requirement(
            level, words=words, counter=counter, amount=amount, by=STAFF, now=TODAY
        )


def came(person: Person, on: datetime, **more: object) -> Rsvp:
    event = factories.an_event(starts_at=on, seats=9)
    with db.writing():
        rsvp = factories.a_booking(event, name=person.name, email=person.email, now=on - timedelta(days=1))
        for name, value in more.items():
            setattr(rsvp, name, value)
    return rsvp


def how_far(person: Person, now: datetime = TODAY) -> dict[str, tuple[int, bool]]:
    db.session.expire_all()
    return {one.requirement.words: (one.have, one.done) for one in progress.progress_of(person, now)}


def test_events_and_dues_tick_themselves(level: Level) -> None:
    ana = a_member(level, on=JOINED)
    came(ana, TODAY - days(40))
    assert how_far(ana) == {"Two events": (1, False), "Dues": (1, True), "Hours": (0, False)}
    came(ana, TODAY - days(20))
    assert how_far(ana)["Two events"] == (2, True)


def test_only_what_she_sat_through_in_this_term_counts(level: Level) -> None:
    ana = a_member(level, on=JOINED)
    came(ana, datetime(2026, 1, 5, tzinfo=UTC))
    came(ana, TODAY + days(3))
    came(ana, TODAY - days(9), cancelled_at=TODAY - days(10))
    came(ana, TODAY - days(8), seated_at=None)
    assert how_far(ana)["Two events"] == (0, False)


def test_one_of_us_ticks_and_unticks(level: Level) -> None:
    ana = a_member(level, on=JOINED)
    hours = the(ana, "Hours")
    with db.writing():
        requirements.tick(
            hours.requirement, ana, hours.first_on, note="At the packing night", by=STAFF, now=TODAY
        )
        requirements.tick(hours.requirement, ana, hours.first_on, note="Twice", by=STAFF, now=TODAY)
    assert how_far(ana)["Hours"] == (0, True)
    ticked = the(ana, "Hours").ticked
    assert ticked is not None
    assert ticked.note == "At the packing night"
    with db.writing():
        requirements.untick(hours.requirement, ana, hours.first_on, by=STAFF, now=TODAY)
    assert how_far(ana)["Hours"] == (0, False)


def the(person: Person, words: str) -> Progress:
    return next(one for one in progress.progress_of(person, TODAY) if one.requirement.words == words)


def test_a_new_term_begins_anew(level: Level) -> None:
    ana = a_member(level, on=JOINED)
    hours = the(ana, "Hours")
    with db.writing():
        requirements.tick(hours.requirement, ana, hours.first_on, note="", by=STAFF, now=TODAY)
    pays(ana, level, on=date(2026, 12, 20))
    assert how_far(ana, datetime(2026, 12, 30, tzinfo=UTC))["Hours"] == (0, True)
    assert how_far(ana, datetime(2027, 1, 20, tzinfo=UTC)) == {
        "Two events": (0, False), "Dues": (1, True), "Hours": (0, False),
    }  # fmt: skip


def test_a_level_without_end_counts_in_years(app: Flask) -> None:
    honorary = a_complimentary_level()
    asked_for(honorary, "Two events", "events", 2)
    ana = factories.a_person()
    gets(ana, honorary)
    later = TODAY + days(400)
    came(ana, TODAY + days(100))
    came(ana, TODAY + days(380))
    assert how_far(ana, later)["Two events"] == (1, False)


def test_who_is_no_member_is_asked_for_nothing(app: Flask) -> None:
    assert progress.progress_of(factories.a_person(), TODAY) == []


def test_nobody_counts_what_is_not_registered(level: Level) -> None:
    with pytest.raises(Refused, match="can’t count"):
        asked_for(level, "Cakes baked", "cakes")


def test_what_is_dropped_is_asked_no_more(level: Level) -> None:
    ana = a_member(level, on=JOINED)
    with db.writing():
        requirements.end_requirement(the(ana, "Hours").requirement, by=STAFF, now=TODAY)
    assert "Hours" not in how_far(ana)
