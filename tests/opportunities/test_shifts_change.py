"""Writing opportunities down, moving and cancelling them; events take their helpers along."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from chapter import db
from chapter.events.rules import lifecycle
from chapter.events_office.rules import changes
from chapter.hours.rules import checkin
from chapter.mail.models import Mail
from chapter.opportunities.rules import opportunities, shift_times
from chapter.refusal import Refused
from chapter.shifts import queries, wording
from chapter.shifts.calendar_files import calendar_date_of
from chapter.shifts.models import EVENT, GONE, OPPORTUNITY, SHIFT
from chapter.shifts.rules import backups
from chapter.shifts.rules import signups as shifts_signups
from tests.factories import GUEST, TODAY, an_event
from tests.held_mails import release_held, send_scheduled
from tests.shifts.shifts import SATURDAY, a_shift, an_opportunity, takes, wall

pytestmark = pytest.mark.usefixtures("app")


def mails(kind: str) -> list[Mail]:
    release_held()
    wanted = select(Mail).where(Mail.kind == f"volunteering.{kind}").order_by(Mail.id)
    return list(db.session.scalars(wanted))


def test_a_weekly_shift_keeps_its_hour_when_clocks_change() -> None:
    whole = an_opportunity(kind="recurring")
    times = shift_times.ShiftInput(
        wall("2027-03-06T09:00"), wall("2027-03-06T11:00"), 2, rrule="FREQ=WEEKLY;COUNT=3"
    )
    with db.writing():
        made = opportunities.add_shifts(whole, times, by=GUEST, now=TODAY)

    assert [one.starts_wall.hour for one in made] == [9, 9, 9]
    assert [one.starts_at.hour for one in made] == [15, 15, 14]
    assert whole.rrule == "FREQ=WEEKLY;COUNT=3"


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY", "FREQ=DAILY;COUNT=900", "FREQ=SECONDLY;COUNT=3", "nonsense;COUNT=2", "UNTIL=x"]
)
def test_a_rule_that_never_ends_or_makes_no_sense_is_refused(rule: str) -> None:
    times = shift_times.ShiftInput(SATURDAY, SATURDAY + timedelta(hours=1), 1, rrule=rule)
    with pytest.raises(Refused), db.writing():
        opportunities.add_shifts(an_opportunity(), times, by=GUEST, now=TODAY)


def test_an_hour_that_clocks_skip_is_an_hour_later_and_lasts_as_long() -> None:
    shift = a_shift(at=wall("2027-03-14T02:30"), hours=2)

    assert (shift.starts_wall.hour, shift.minutes) == (3, 120)


def test_moving_a_shift_tells_its_helpers_and_their_calendars() -> None:
    shift = a_shift(of=2)
    hers = takes(shift)
    before = calendar_date_of(hers)
    with db.writing():
        times = replace(shift_times.shift_input_of(shift), starts_wall=SATURDAY - timedelta(hours=1))
        told = opportunities.change_shift(db.lock(shift), times, by=GUEST, now=TODAY)

    after = calendar_date_of(hers)
    assert (told, after.uid, after.sequence > before.sequence) == (1, before.uid, True)
    assert "9 a.m. to noon" in mails("moved")[0].text


def test_more_places_let_backups_move_and_fewer_than_are_taken_are_refused() -> None:
    shift = a_shift()
    takes(shift)
    backup = takes(shift)
    with db.writing():
        opportunities.change_shift(
            db.lock(shift), replace(shift_times.shift_input_of(shift), capacity=2), by=GUEST, now=TODAY
        )
    assert backup.offered_until is not None

    full = a_shift(of=2)
    takes(full)
    takes(full)
    with pytest.raises(Refused, match="signed up already"), db.writing():
        opportunities.change_shift(
            db.lock(full), replace(shift_times.shift_input_of(full), capacity=1), by=GUEST, now=TODAY
        )


def test_cancelling_tells_and_frees_everybody_who_has_not_helped_yet() -> None:
    whole = an_opportunity()
    signups = [takes(a_shift(whole, of=2, at=SATURDAY + timedelta(days=n))) for n in range(3)]
    with pytest.raises(Refused, match="Enter a reason"), db.writing():
        opportunities.cancel(whole, why="", by=GUEST, now=TODAY)

    with db.writing():
        told = opportunities.cancel(whole, why="The pantry moves.", by=GUEST, now=TODAY)
    db.session.expire_all()

    assert told == 3
    assert {one.status for one in signups} == {GONE}
    assert {calendar_date_of(one).status for one in signups} == {"CANCELLED"}
    assert "The pantry moves." in mails("called_off")[0].text


def test_an_event_that_is_moved_takes_its_shifts_along() -> None:
    event = an_event("Supper", place="Hall")
    begins = event.starts_wall
    shift = a_shift(an_opportunity(event_id=event.id), at=begins - timedelta(hours=1), of=2)
    takes(shift)
    details = lifecycle.details_of(event)
    later = replace(
        details, starts_wall=begins + timedelta(days=1), ends_wall=details.ends_wall + timedelta(days=1)
    )
    with db.writing():
        changes.change_event(db.lock(event), later, by=GUEST, now=TODAY)

    assert shift.starts_wall == begins + timedelta(hours=23)
    assert len(mails("moved")) == 1


def test_an_event_at_another_place_takes_along_who_helps_there_and_nobody_else() -> None:
    event = an_event("Supper", place="Hall")
    there = a_shift(an_opportunity(event_id=event.id, place="Hall"), at=event.starts_wall, of=2)
    kitchen = a_shift(an_opportunity(event_id=event.id, place="Kitchen"), at=event.starts_wall, of=2)
    takes(there)
    takes(kitchen)
    elsewhere = replace(lifecycle.details_of(event), place="Loft", address="12 Lake St")
    with db.writing():
        changes.change_event(db.lock(event), elsewhere, by=GUEST, now=TODAY)

    assert (there.where, there.opportunity.address) == ("Loft", "12 Lake St")
    assert kitchen.where == "Kitchen"
    (told,) = mails("moved")
    assert "Loft" in told.text


def test_an_event_that_is_cancelled_frees_its_helpers() -> None:
    event = an_event("Supper", place="Hall")
    hers = takes(a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=2))
    with db.writing():
        changes.cancel_event(db.lock(event), why="The hall is flooded.", by=GUEST, now=TODAY)
    db.session.expire_all()

    assert hers.status == GONE
    assert "The hall is flooded." in mails("called_off")[0].text


def test_a_shift_and_those_in_it_say_which_act_ended_them() -> None:
    event = an_event("Supper", place="Hall")
    with_event = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=1)
    by_itself = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=1)
    with_all = a_shift(an_opportunity(), of=1)
    has, waits, left = takes(with_event), takes(with_event), takes(with_event)
    alone, whole = takes(by_itself), takes(with_all)
    with db.writing():
        shifts_signups.leave(left, by=GUEST, now=TODAY)
        opportunities.cancel_shift(by_itself, why="No stove.", by=GUEST, now=TODAY)
        opportunities.cancel(with_all.opportunity, why="Not now.", by=GUEST, now=TODAY)
    with db.writing():
        changes.cancel_event(db.lock(event), why="The hall is flooded.", by=GUEST, now=TODAY)
    db.session.expire_all()

    assert [one.cancelled_with for one in (with_event, by_itself, with_all)] == [EVENT, SHIFT, OPPORTUNITY]
    assert [one.cancellation_cause for one in (has, waits, alone, whole)] == [
        EVENT,
        EVENT,
        SHIFT,
        OPPORTUNITY,
    ]
    assert not left.called_off
    states = [wording.state_of(one)[0] for one in (has, alone, left)]
    assert states == ["Event canceled", "Shift canceled", "No longer signed up"]
    assert [wording.stood(one) for one in (has, waits, left)] == ["was signed up", "was a backup", ""]
    assert wording.headline(has, None) == "This shift was canceled"


def test_an_offer_of_a_shift_still_stands_on_its_row_when_the_event_is_cancelled() -> None:
    event = an_event("Supper", place="Hall")
    shift = a_shift(an_opportunity(event_id=event.id), at=event.starts_wall, of=1)
    has, asked = takes(shift), takes(shift)
    with db.writing():
        shifts_signups.remove(has, why="She moved.", by=GUEST, now=TODAY)
    until = asked.offered_until
    with db.writing():
        changes.cancel_event(db.lock(event), why="The hall is flooded.", by=GUEST, now=TODAY)
    db.session.expire_all()

    assert until is not None
    assert (asked.offered_until, asked.status, wording.stood(asked)) == (until, GONE, "was offered a spot")
    assert backups.shifts_due(until) == []
    with pytest.raises(Refused), db.writing():
        shifts_signups.accept_offer(asked, by=GUEST, now=TODAY)


def test_two_of_one_title_have_addresses_of_their_own() -> None:
    first, second = an_opportunity(title="Coats"), an_opportunity(title="Coats")
    assert (first.slug, second.slug) == ("coats", "coats-2")
    with pytest.raises(Refused, match="this address"):
        an_opportunity(title="Other", slug="coats")


def test_nobody_below_eighteen_is_ever_asked_for() -> None:
    with pytest.raises(Refused, match="at least 18"):
        an_opportunity(minimum_age=16)


def test_helpers_are_reminded_once_and_again_after_a_move() -> None:
    shift = a_shift()
    takes(shift)
    week_before = shift.starts_at - timedelta(days=7)

    assert send_scheduled(week_before, "volunteering.") == 1
    assert send_scheduled(week_before + timedelta(minutes=5), "volunteering.") == 0
    assert send_scheduled(shift.starts_at - timedelta(days=1), "volunteering.") == 1
    assert send_scheduled(shift.starts_at, "volunteering.") == 0
    assert [mail.attachments[0][0] for mail in mails("reminder")] == ["volunteering.calendar"] * 2


def test_in_and_out_by_code_and_a_kind_word_to_who_did_not_come() -> None:
    shift = a_shift(of=3)
    came, missed, excused = takes(shift), takes(shift), takes(shift)
    now = shift.starts_at
    with pytest.raises(Refused, match="another day"), db.writing():
        checkin.check_in(came, by=GUEST, now=now - timedelta(hours=3))
    with db.writing():
        assert checkin.scan_code(came, by=GUEST, now=now) == "in"
        assert checkin.scan_code(came, by=GUEST, now=now + timedelta(hours=2)) == "out"
        checkin.mark_missed(missed, excused=False, by=GUEST, now=now)
        checkin.mark_missed(missed, excused=False, by=GUEST, now=now)
        checkin.mark_missed(excused, excused=True, by=GUEST, now=now)
    with pytest.raises(Refused, match="They checked in"), db.writing():
        checkin.mark_missed(came, excused=False, by=GUEST, now=now)

    assert came.left_at == now + timedelta(hours=2)
    assert [mail.to_address for mail in mails("missed")] == [missed.email]
    with db.writing():
        checkin.undo(came, by=GUEST, now=now)
        checkin.undo(missed, by=GUEST, now=now)
    assert came.left_at is None
    assert missed.no_show_at is None
    assert queries.signup_by_code(came.checkin_code) is came
