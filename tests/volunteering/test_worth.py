"""Sums of time and of its value are the same by whatever path they are taken."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chapter.volunteering.worth import (
    Given,
    Quarter,
    Rate,
    by,
    hours,
    quarter_of,
    rate_for,
    total,
    value,
)

RATES = (Rate(2024, 3349, "Independent Sector"), Rate(2025, 3479, "Independent Sector"))
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
entries = st.builds(
    lambda person, signup, program, on, minutes: Given(
        person, signup, program, program, on, minutes, value(minutes, rate_for(on, RATES))
    ),
    st.integers(1, 5),
    st.none() | st.integers(1, 9),
    st.sampled_from(["Coats", "Mentoring", ""]),
    days,
    st.integers(1, 1440),
)


@given(st.lists(entries, max_size=40))
def test_every_path_comes_to_the_same(given: list[Given]) -> None:
    whole = total(given)
    for path in (
        lambda one: one.person_id,
        lambda one: one.signup_id,
        lambda one: one.program,
        lambda one: quarter_of(one.on),
        lambda one: (one.program, quarter_of(one.on)),
    ):
        parts = by(given, path).values()
        assert sum(part.minutes for part in parts) == whole.minutes
        assert sum(part.cents for part in parts) == whole.cents
        assert sum(part.entries for part in parts) == whole.entries


@given(days)
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.next.before == quarter
    assert quarter.next.first == quarter.last + timedelta(days=1)


def test_a_rate_holds_until_a_later_one() -> None:
    assert rate_for(date(2023, 12, 31), RATES) is None
    assert rate_for(date(2024, 1, 1), RATES) == RATES[0]
    assert rate_for(date(2026, 5, 1), RATES) == RATES[1]


def test_half_a_cent_counts_up() -> None:
    assert value(1, Rate(2025, 30, "")) == 1
    assert value(90, Rate(2025, 3479, "")) == 5219
    assert value(60, None) is None


def test_hours_are_said_as_one_says_them() -> None:
    said = {60: "1 hour", 90: "1.5 hours", 0: "0 hours", 100: "1 h 40 min", 30: "30 min"}
    said |= {60_060: "1,001 hours", 60_090: "1,001.5 hours"}
    assert {minutes: hours(minutes) for minutes in said} == said
    assert Quarter(2026, 4).words == "October to December 2026"
