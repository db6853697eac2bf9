"""Hours are booked, logged, approved, declined, corrected; and every sum says the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from chapter import db
from chapter.audit import Entry
from chapter.hours import membership_counter, queries, valuation
from chapter.hours import tasks as hours_tasks
from chapter.hours.models.hours import CHECKED_IN, FROM_SHIFT, Hours
from chapter.hours.rules import checkin, credits, entries
from chapter.hours.rules.entries import EntryInput
from chapter.levels.rules import requirements
from chapter.membership.queries import progress
from chapter.people.models import Person
from chapter.refusal import Refused
from chapter.shifts.models import FREELY, NO_LOG, WITH_APPROVAL, Opportunity
from tests.factories import GUEST, TODAY, a_person, a_writing
from tests.membership.members import STAFF, a_level, a_member
from tests.shifts.shifts import a_shift, an_opportunity, helped, takes

pytestmark = pytest.mark.usefixtures("app")
YESTERDAY = (TODAY - timedelta(days=1)).date()


def logs(
    person: Person, whole: Opportunity, minutes: int = 90, by: Person | None = None, on: date = YESTERDAY
) -> Hours:
    """Time that ``by``, or she herself, writes down; she had a shift there."""
    if by is None and not queries.has_helped(person.id, whole.id, TODAY):
        helped(whole, person)
    with a_writing():
        return entries.log(
            person, whole, EntryInput(on, minutes), nonce=db.public_id(), lead=by is not None,
            by=(by or person).actor, now=TODAY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "who", "comes_to"),
    [
        (NO_LOG, "herself", "refused"),
        (NO_LOG, "the lead", "counts"),
        (NO_LOG, "the lead for herself", "refused"),
        (NO_LOG, "somebody else", "refused"),
        (WITH_APPROVAL, "herself", "waits"),
        (WITH_APPROVAL, "the lead", "counts"),
        (WITH_APPROVAL, "the lead for herself", "waits"),
        (WITH_APPROVAL, "somebody else", "refused"),
        (FREELY, "herself", "counts"),
        (FREELY, "the lead", "counts"),
        (FREELY, "the lead for herself", "counts"),
        (FREELY, "somebody else", "refused"),
    ],
)
def test_who_may_log_under_which_rule(rule: str, who: str, comes_to: str) -> None:
    whole, vera, other = an_opportunity(hours_rule=rule), a_person(), a_person()
    helped(whole, vera)
    by = other if who in ("the lead", "somebody else") else vera
    lead = who.startswith("the lead")

    def try_it() -> Hours:
        with a_writing():
            return entries.log(
                vera,
                whole,
                EntryInput(YESTERDAY, 60),
                nonce=db.public_id(),
                lead=lead,
                by=by.actor,
                now=TODAY,
            )

    if comes_to == "refused":
        with pytest.raises(Refused):
            try_it()
    else:
        assert try_it().counts == (comes_to == "counts")


def test_no_day_to_come_and_no_more_than_a_day_has() -> None:
    whole, vera = an_opportunity(hours_rule=FREELY), a_person()
    with pytest.raises(Refused, match="today or an earlier day"):
        logs(vera, whole, on=(TODAY + timedelta(days=1)).date())
    logs(vera, whole, 20 * 60)
    logs(vera, whole, 4 * 60)
    with pytest.raises(Refused, match="more than 24 hours"):
        logs(vera, whole, 1)


def test_the_same_form_twice_is_one_entry() -> None:
    whole, vera = an_opportunity(hours_rule=FREELY), a_person()
    nonce = db.public_id()
    helped(whole, vera)
    for _ in range(2):
        with a_writing():
            entries.log(
                vera, whole, EntryInput(YESTERDAY, 60), nonce=nonce, lead=False, by=vera.actor, now=TODAY
            )
    assert db.session.scalar(select(func.count()).select_from(Hours)) == 1


def test_what_is_approved_counts_and_what_is_declined_does_not() -> None:
    whole, vera, lead = an_opportunity(), a_person(), a_person()
    good, bad = logs(vera, whole, 60), logs(vera, whole, 30)
    assert [one.id for one in queries.entries_to_approve()] == [good.id, bad.id]
    with pytest.raises(Refused, match="Someone else needs to approve"), a_writing():
        entries.approve(good, by=vera.actor, now=TODAY)
    with a_writing():
        entries.approve(good, by=lead.actor, now=TODAY)
        entries.decline(bad, why="It was another day.", by=lead.actor, now=TODAY)
    assert queries.entries_to_approve() == []
    assert (good.counts, bad.counts) == (True, False)
    with pytest.raises(Refused, match="has approved this"), a_writing():
        entries.decline(good, why="No.", by=lead.actor, now=TODAY)


def test_a_correction_keeps_the_old_entry_in_the_log() -> None:
    whole, vera, lead = an_opportunity(hours_rule=FREELY), a_person(), a_person()
    old = logs(vera, whole, 600)
    with a_writing():
        new = entries.correct(old, EntryInput(YESTERDAY, 60), lead=True, by=lead.actor, now=TODAY)
    assert (old.counts, new.counts, new.corrects_id) == (False, True, old.id)
    assert [one.minutes for one in queries.entries_of(vera.id)] == [60]
    assert "corrected hours" in db.session.scalars(select(Entry.verb)).all()
    with pytest.raises(Refused, match="has corrected this"), a_writing():
        entries.correct(old, EntryInput(YESTERDAY, 30), lead=True, by=lead.actor, now=TODAY)


def test_a_correction_that_is_declined_lets_the_old_entry_count_again() -> None:
    whole, vera, lead = an_opportunity(), a_person(), a_person()
    old = logs(vera, whole, 60, by=lead)
    with a_writing():
        new = entries.correct(old, EntryInput(YESTERDAY, 600), lead=False, by=vera.actor, now=TODAY)
    assert (old.counts, new.counts) == (False, False)
    with a_writing():
        entries.decline(new, why="We closed at noon.", by=lead.actor, now=TODAY)
    db.session.refresh(old)
    assert (old.counts, new.counts) == (True, False)


def test_checked_in_and_out_is_booked_once_by_its_minutes() -> None:
    shift = a_shift()
    vera = takes(shift, a_person())
    with a_writing():
        checkin.check_in(vera, by=GUEST, now=shift.starts_at - timedelta(minutes=10))
        checkin.check_out(vera, by=GUEST, now=shift.starts_at + timedelta(minutes=95))
    assert hours_tasks.book_hours(shift.ends_at) == 0
    entry = db.session.scalars(select(Hours)).one()
    assert (entry.minutes, entry.source, entry.counts, entry.day) == (
        105,
        CHECKED_IN,
        True,
        date(2026, 12, 5),
    )


def test_who_forgot_to_check_out_gave_the_shift_and_a_team_gave_it_many_times() -> None:
    shift = a_shift(of=4)
    team = takes(shift, a_person(), size=3, team="Brightwell")
    with a_writing():
        checkin.check_in(team, by=GUEST, now=shift.starts_at + timedelta(minutes=30))
    assert hours_tasks.book_hours(shift.ends_at) == 0
    assert hours_tasks.book_hours(shift.ends_at + timedelta(hours=12)) == 1
    entry = db.session.scalars(select(Hours)).one()
    assert (entry.minutes, entry.source) == (150 * 3, FROM_SHIFT)


def test_the_lead_says_that_somebody_was_there() -> None:
    shift, lead = a_shift(), a_person()
    vera = takes(shift, a_person())
    with pytest.raises(Refused, match="not over"), a_writing():
        credits.credit_without_checkin(vera, by=lead.actor, now=TODAY)
    after = shift.ends_at + timedelta(hours=1)
    assert [one.id for one in queries.signups_without_attendance(after)] == [vera.id]
    for _ in range(2):
        with a_writing():
            credits.credit_without_checkin(vera, by=lead.actor, now=after)
    assert queries.signups_without_attendance(after) == []
    assert [one.minutes for one in queries.entries_of(vera.person_id)] == [180]


def test_every_path_to_the_sum_is_the_same() -> None:
    lead = a_person()
    with a_writing():
        entries.set_rate(2025, 3479, "Independent Sector", by=lead.actor, now=TODAY)
    people, places = [a_person() for _ in range(3)], [an_opportunity() for _ in range(2)]
    for number in range(1, 25):
        logs(
            people[number % 3], places[number % 2], number * 7, by=lead, on=YESTERDAY - timedelta(days=number)
        )
    quarters = {valuation.quarter_of(YESTERDAY - timedelta(days=number)) for number in range(26)}
    rows = [one for quarter in quarters for one in db.session.scalars(queries.entries_in_quarter(quarter))]
    some = queries.counted_entries(rows, queries.rates())
    whole = valuation.total(some)
    assert whole.minutes == sum(number * 7 for number in range(1, 25))
    by_person = queries.minutes_of([one.id for one in people], date(2026, 1, 1), date(2027, 1, 1))
    assert sum(by_person.values()) == whole.minutes
    assert queries.minutes_by_person(date(2026, 1, 1), date(2027, 1, 1)) == by_person
    parts = valuation.sum_by(some, lambda one: one.opportunity).values()
    assert abs(sum(one.cents for one in parts) - whole.cents) <= 1 < whole.cents


def test_a_level_can_ask_for_hours(app: Flask) -> None:
    vera, lead = a_person(), a_person()
    logs(vera, an_opportunity(), 119, by=lead)
    counted = app.extensions["counters"][membership_counter.COUNTER.name].count
    assert counted([vera.id], TODAY - timedelta(days=9), TODAY + timedelta(days=1)) == {vera.id: 1}
    assert counted([vera.id], TODAY - timedelta(days=99), TODAY - timedelta(days=9)) == {}


def test_hours_of_today_tick_what_her_level_asks_for_today(app: Flask) -> None:
    """They ticked tomorrow."""
    vera, lead, today = a_person(), a_person(), TODAY.date()
    logs(vera, an_opportunity(), 60, by=lead, on=today)
    counted = app.extensions["counters"][membership_counter.COUNTER.name].count
    midnight = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert counted([vera.id], midnight, TODAY) == {vera.id: 1}
    assert counted([vera.id], midnight - timedelta(days=9), midnight) == {}
    assert counted([vera.id], midnight, midnight + timedelta(minutes=1)) == {vera.id: 1}
    assert counted([vera.id], midnight + timedelta(days=1), TODAY + timedelta(days=1)) == {}


def test_a_check_out_ticks_at_once(app: Flask) -> None:
    vera = a_member(level := a_level(), on=date(2026, 1, 10))
    with a_writing():
        requirements.add_requirement(level, words="Hours", counter="hours", amount=3, by=STAFF, now=TODAY)
    shift = a_shift()
    signup = takes(shift, vera)
    with a_writing():
        checkin.check_in(signup, by=GUEST, now=shift.starts_at)
        checkin.check_out(signup, by=GUEST, now=shift.ends_at)
    assert [(one.have, one.done) for one in progress.progress_of(vera, shift.ends_at)] == [(3, True)]
    with a_writing():
        checkin.undo(signup, by=GUEST, now=shift.ends_at)
    assert [(one.have, one.done) for one in progress.progress_of(vera, shift.ends_at)] == [(0, False)]


def test_a_rate_has_a_source_and_a_year_that_has_come() -> None:
    lead = a_person()
    with pytest.raises(Refused, match="this year or an earlier one"), a_writing():
        entries.set_rate(2027, 3479, "Independent Sector", by=lead.actor, now=TODAY)
    with pytest.raises(Refused, match="Enter the source"), a_writing():
        entries.set_rate(2026, 3479, "", by=lead.actor, now=TODAY)
    for cents in (3479, 3500):
        with a_writing():
            entries.set_rate(2026, cents, "Independent Sector", by=lead.actor, now=TODAY)
    assert [one.cents for one in queries.rates()] == [3500]
