"""Only what has happened counts, and a day that is likely a slip is asked about."""

from datetime import date, datetime, timedelta

import pytest

from chapter import db
from chapter.hours import queries
from chapter.hours.models.hours import Hours
from chapter.hours.rules import checkin, entries
from chapter.hours.rules.entries import EntryInput
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts.models import FREELY
from tests.factories import GUEST, TODAY, a_person, a_writing
from tests.hours.test_hours import logs
from tests.shifts.shifts import a_shift, an_opportunity, helped, takes

pytestmark = pytest.mark.usefixtures("app")


def test_nothing_that_lies_ahead_counts() -> None:
    """She took a shift two weeks ahead, logged four hours for it today, and they counted."""
    whole, vera, lead = an_opportunity(hours_rule=FREELY), a_person(), a_person()
    shift = a_shift(whole)
    takes(shift, vera)

    def log(now: datetime) -> Hours:
        on = now.astimezone(whole.zone_info).date()
        with a_writing():
            return entries.log(
                vera, whole, EntryInput(on, 240), nonce=db.public_id(), lead=False, by=vera.actor, now=now
            )

    assert queries.loggable_opportunities(vera.id, TODAY) == []
    for early in (TODAY, shift.starts_at - timedelta(minutes=1)):
        with pytest.raises(Refused, match="has begun yet"):
            log(early)
    assert queries.minutes_on(vera.id, TODAY.date()) == 0
    assert queries.loggable_opportunities(vera.id, shift.starts_at) == [whole]
    assert log(shift.starts_at).counts
    assert logs(vera, whole, 60, by=lead).counts


def test_who_did_not_come_and_whose_shift_was_called_off_has_nothing_to_log() -> None:
    whole, vera = an_opportunity(hours_rule=FREELY), a_person()
    signup = helped(whole, vera)
    assert queries.loggable_opportunities(vera.id, TODAY) == [whole]
    with a_writing():
        checkin.mark_missed(signup, excused=True, by=GUEST, now=TODAY)
    assert queries.loggable_opportunities(vera.id, TODAY) == []
    with a_writing():
        checkin.undo(signup, by=GUEST, now=TODAY)
        signup.shift.cancelled_at = TODAY
    assert queries.loggable_opportunities(vera.id, TODAY) == []


@pytest.mark.parametrize(
    ("on", "hers", "the_leads", "when_sure"),
    [
        (date(2025, 11, 23), "", "", ""),
        (date(2025, 11, 22), "Ask the volunteer lead", "check the box", ""),
        (date(2000, 1, 1), "Ask the volunteer lead", "check the box", ""),
        (date(1999, 1, 1), "in 2000 or later", "in 2000 or later", "in 2000 or later"),
        (date(26, 11, 20), "in 2000 or later", "in 2000 or later", "in 2000 or later"),
    ],
)
def test_a_day_of_more_than_a_year_ago_is_asked_about(
    on: date, hers: str, the_leads: str, when_sure: str
) -> None:
    whole, vera, lead = an_opportunity(hours_rule=FREELY), a_person(), a_person()
    helped(whole, vera)

    def log(by: Person, *, sure: bool) -> None:
        with a_writing():
            entries.log(
                vera, whole, EntryInput(on, 60, long_ago=sure), nonce=db.public_id(), lead=by is lead,
                by=by.actor, now=TODAY,
            )  # fmt: skip

    for by, sure, refused in (
        (vera, False, hers), (vera, True, hers), (lead, False, the_leads), (lead, True, when_sure),
    ):  # fmt: skip
        if refused:
            with pytest.raises(Refused, match=refused):
                log(by, sure=sure)
        else:
            log(by, sure=sure)


def test_a_lead_asks_somebody_else_about_her_own_day_of_long_ago() -> None:
    whole, lead = an_opportunity(hours_rule=FREELY), a_person()
    helped(whole, lead)
    with pytest.raises(Refused, match="Ask the volunteer lead"), a_writing():
        entries.log(
            lead, whole, EntryInput(date(2024, 5, 1), 60, long_ago=True), nonce=db.public_id(), lead=True,
            by=lead.actor, now=TODAY,
        )  # fmt: skip


def test_an_old_entry_can_be_corrected_without_moving_it() -> None:
    whole, vera, lead = an_opportunity(hours_rule=FREELY), a_person(), a_person()
    on = date(2024, 5, 1)
    with a_writing():
        old = entries.log(
            vera, whole, EntryInput(on, 60, long_ago=True), nonce=db.public_id(), lead=True, by=lead.actor,
            now=TODAY,
        )  # fmt: skip
        new = entries.correct(old, EntryInput(on, 90), lead=False, by=vera.actor, now=TODAY)
    with pytest.raises(Refused, match="more than a year ago"), a_writing():
        entries.correct(new, EntryInput(date(2024, 4, 1), 90), lead=False, by=vera.actor, now=TODAY)


def test_a_leap_day_has_a_day_a_year_before() -> None:
    assert entries.a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert entries.a_year_before(date(2027, 2, 28)) == date(2026, 2, 28)
