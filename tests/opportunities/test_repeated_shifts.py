"""Shifts that come again, and those of the two nights in which clocks are set."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from chapter import db
from chapter.opportunities import wording as opportunities_wording
from chapter.opportunities.rules import opportunities, shift_changes, shift_times
from chapter.refusal import Refused
from chapter.shifts.models import Opportunity, Shift
from tests.browser import Browser, Page
from tests.factories import GUEST, TODAY, an_event, sign_in
from tests.shifts.shifts import a_shift, an_opportunity, wall

SKIPS_TWO = "Clocks skip 2 a.m. on Sunday, March 14, 2027, so it begins at 3 a.m. and ends at 4 a.m."
SKIPS_HALF_PAST = "Clocks skip 2:30 a.m. on Sunday, March 14, 2027, so it ends at 3:30 a.m."

pytestmark = pytest.mark.usefixtures("app")


def made(begins: str, ends: str, rule: str = "", whole: Opportunity | None = None) -> list[Shift]:
    """What these times make."""
    times = shift_times.ShiftInput(wall(begins), wall(ends), 2, rrule=rule)
    with db.writing():
        return opportunities.add_shifts(whole or an_opportunity(), times, by=GUEST, now=TODAY)


def walls(shifts: list[Shift]) -> list[tuple[datetime, datetime]]:
    return [(one.starts_wall, one.ends_wall) for one in shifts]


def days(shifts: list[Shift]) -> list[str]:
    return [f"{one.starts_wall:%m-%d}" for one in shifts]


def typed(client: Browser, press: str = "Add shift", **fields: Any) -> Page:
    """The form of new shifts, filled and sent, of a job of its own."""
    whole = an_opportunity(title="Pantry", slug="pantry")
    sign_in(client, "volunteers")
    filled = {"starts_wall": "2027-01-31T09:00", "ends_wall": "2027-01-31T11:00", **fields}
    return client.get(f"/office/volunteers/{whole.slug}/shifts/new").form().fill(**filled).press(press)


def all_shifts() -> list[Shift]:
    return list(db.session.scalars(select(Shift).order_by(Shift.starts_at)))


class TestTheTwoNights:
    @pytest.mark.parametrize(
        ("begins", "ends", "then"),
        [
            ("02:00", "03:00", ("03:00", "04:00")),
            ("02:30", "02:45", ("03:30", "03:45")),
            ("02:00", "05:00", ("03:00", "06:00")),
            ("01:00", "02:30", ("01:00", "03:30")),
            ("01:30", "03:00", ("01:30", "03:00")),
        ],
    )
    def test_in_the_night_that_skips_an_hour_the_end_moves_with_the_beginning(
        self, begins: str, ends: str, then: tuple[str, str]
    ) -> None:
        (shift,) = made(f"2027-03-14T{begins}", f"2027-03-14T{ends}")
        assert walls([shift]) == [(wall(f"2027-03-14T{then[0]}"), wall(f"2027-03-14T{then[1]}"))]
        assert shift.ends_at > shift.starts_at

    def test_in_the_night_that_has_an_hour_twice_it_is_the_first_of_the_two(self) -> None:
        (shift,) = made("2027-11-07T01:00", "2027-11-07T02:00")
        assert walls([shift]) == [(wall("2027-11-07T01:00"), wall("2027-11-07T02:00"))]
        assert (shift.starts_at.hour, shift.minutes) == (6, 120), "the hour that comes twice is worked twice"

    def test_each_sunday_at_two_is_an_hour_later_on_one_of_them(self) -> None:
        shifts = made("2027-03-07T02:00", "2027-03-07T03:00", "FREQ=WEEKLY;COUNT=3")
        assert [(one.starts_wall.hour, one.ends_wall.hour) for one in shifts] == [(2, 3), (3, 4), (2, 3)]
        said = opportunities_wording.skipped(wall("2027-03-07T02:00"), wall("2027-03-07T03:00"), shifts)
        assert said == SKIPS_TWO

    def test_each_sunday_until_half_past_two_ends_later_on_one_of_them(self) -> None:
        shifts = made("2027-03-07T01:30", "2027-03-07T02:30", "FREQ=WEEKLY;COUNT=3")
        assert [one.ends_wall.hour for one in shifts] == [2, 3, 2]
        said = opportunities_wording.skipped(wall("2027-03-07T01:30"), wall("2027-03-07T02:30"), shifts)
        assert said == SKIPS_HALF_PAST

    def test_a_night_that_ends_in_that_hour_names_the_day_on_which_it_ends(self) -> None:
        shifts = made("2027-03-13T22:00", "2027-03-14T02:30")
        said = opportunities_wording.skipped(wall("2027-03-13T22:00"), wall("2027-03-14T02:30"), shifts)
        assert said == SKIPS_HALF_PAST

    @pytest.mark.parametrize(
        ("begins", "ends"),
        [("2027-03-13T22:00", "2027-03-14T04:00"), ("2027-11-07T01:00", "2027-11-07T02:00")],
    )
    def test_where_no_clock_skips_what_was_asked_nothing_is_said(self, begins: str, ends: str) -> None:
        assert opportunities_wording.skipped(wall(begins), wall(ends), made(begins, ends)) == ""

    @pytest.mark.parametrize("press", ["Add shift", "Preview dates"])
    @pytest.mark.parametrize(
        ("first", "repeated"), [("14", {}), ("07", {"repeat": "FREQ=WEEKLY", "until": "2027-03-21"})]
    )
    def test_the_page_and_its_preview_say_that_it_ends_later(
        self, client: Browser, press: str, first: str, repeated: dict[str, str]
    ) -> None:
        span = {"starts_wall": f"2027-03-{first}T01:30", "ends_wall": f"2027-03-{first}T02:30", **repeated}
        assert SKIPS_HALF_PAST in typed(client, press, **span).text

    def test_a_shift_that_is_edited_says_it_as_well(self, client: Browser) -> None:
        typed(client, starts_wall="2027-03-14T01:00", ends_wall="2027-03-14T01:30")
        (shift,) = all_shifts()
        address = f"/office/volunteers/shifts/{shift.public_id}/edit"
        page = client.get(address).form().fill(ends_wall="2027-03-14T02:30").press("Save")
        assert SKIPS_HALF_PAST in page.text

    def test_a_shift_that_is_changed_into_that_hour_moves_as_well(self) -> None:
        shift = a_shift()
        times = shift_times.ShiftInput(wall("2027-03-14T02:00"), wall("2027-03-14T03:00"), 1)
        with db.writing():
            opportunities.change_shift(db.lock(shift), times, by=GUEST, now=TODAY)
        assert walls([shift]) == [(wall("2027-03-14T03:00"), wall("2027-03-14T04:00"))]

    def test_a_shift_that_goes_along_with_its_event_into_that_hour_keeps_its_length(self) -> None:
        event = an_event(place="Hall")
        shift = a_shift(an_opportunity(event_id=event.id), at=wall("2027-03-07T02:00"), hours=1)
        was = {shift.id: shift_changes.shift_before(shift)}
        with db.writing():
            delta = wall("2027-03-14T02:00") - wall("2027-03-07T02:00")
            opportunities.move_shifts_by([shift], delta, was, zone="America/Chicago", by=GUEST, now=TODAY)
        assert shift.minutes == 60

    def test_the_page_makes_it_and_says_when_it_begins(self, client: Browser) -> None:
        page = typed(client, starts_wall="2027-03-14T02:00", ends_wall="2027-03-14T03:00")
        assert page.status == 200
        assert SKIPS_TWO in page.text
        assert walls(all_shifts()) == [(wall("2027-03-14T03:00"), wall("2027-03-14T04:00"))]


class TestEveryMonthAndEveryWeek:
    @pytest.mark.parametrize(
        ("first", "expected"),
        [
            ("2027-01-31", ["01-31", "02-28", "03-31", "04-30"]),
            ("2027-01-30", ["01-30", "02-28", "03-30", "04-30"]),
            ("2027-01-29", ["01-29", "02-28", "03-29", "04-29"]),
            ("2028-01-31", ["01-31", "02-29", "03-31", "04-30"]),
            ("2027-01-28", ["01-28", "02-28", "03-28", "04-28"]),
            ("2027-01-15", ["01-15", "02-15", "03-15", "04-15"]),
        ],
    )
    def test_every_month_leaves_out_none(self, first: str, expected: list[str]) -> None:
        shifts = made(f"{first}T09:00", f"{first}T11:00", f"FREQ=MONTHLY;UNTIL={first[:4]}0430T235959")
        assert days(shifts) == expected

    def test_an_end_before_the_beginning_is_said_beside_its_field(self) -> None:
        with pytest.raises(Refused, match="before the shift begins") as refused:
            made("2027-01-31T09:00", "2027-01-31T11:00", "FREQ=WEEKLY;UNTIL=20270101T000000")
        assert refused.value.field == "until"

    def test_every_week_without_an_end_is_asked_for_one_and_keeps_what_was_typed(
        self, client: Browser
    ) -> None:
        page = typed(client, repeat="FREQ=WEEKLY", label="Coats")
        assert page.status == 422
        assert page.errors["until"] == "Choose when the repeat ends."
        assert (page.form()["repeat"], page.form()["label"]) == ("FREQ=WEEKLY", "Coats")
        assert all_shifts() == []

    def test_how_many_were_made_is_said_with_the_first_and_the_last(self, client: Browser) -> None:
        page = typed(client, repeat="FREQ=MONTHLY", until="2027-06-30")
        first, last = "Sunday, January 31, 2027", "Wednesday, June 30, 2027"
        assert f"Six shifts were added: the first on {first}, the last on {last}." in page.text

    def test_the_dates_are_shown_before_anything_is_made(self, client: Browser) -> None:
        whole = an_opportunity(title="Pantry", slug="pantry")
        sign_in(client, "volunteers")
        form = client.get(f"/office/volunteers/{whole.slug}/shifts/new").form()
        page = form.fill(
            starts_wall="2027-01-31T09:00", ends_wall="2027-01-31T11:00", repeat="FREQ=MONTHLY",
            until="2027-03-31",
        ).press("Preview dates")  # fmt: skip
        assert "This adds three shifts." in page.main
        assert "Sunday, February 28, 2027, 9 to 11 a.m." in page.main
        assert "In shorter months, the shift is on the last day." in page.main
        assert all_shifts() == []
        page.form().press("Add three shifts")
        assert days(all_shifts()) == ["01-31", "02-28", "03-31"]

    def test_more_than_fits_is_said_beside_the_end(self, client: Browser) -> None:
        page = typed(client, repeat="FREQ=WEEKLY", until="2029-06-30")
        assert page.status == 422
        assert "more than 60 times" in page.errors["until"]
