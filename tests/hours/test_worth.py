"""Sums of time and of its value are the same by whatever path they are taken."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from chapter.hours.valuation import (
    CountedEntry,
    Quarter,
    Rate,
    decimal_hours,
    hours,
    quarter_of,
    rate_for,
    sum_by,
    total,
    value,
)

RATES = (Rate(2024, 3349, "Independent Sector"), Rate(2025, 3479, "Independent Sector"))
days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
entries = st.builds(
    lambda person, signup, program, on, minutes: CountedEntry(
        person, signup, program, program, on, minutes, rate_for(on, RATES)
    ),
    st.integers(1, 5),
    st.none() | st.integers(1, 9),
    st.sampled_from(["Coats", "Mentoring", ""]),
    days,
    st.integers(1, 1440),
)


@given(st.lists(entries, max_size=40))
def test_every_path_comes_to_the_same(given: list[CountedEntry]) -> None:
    whole = total(given)
    for path in (
        lambda one: one.person_id,
        lambda one: one.signup_id,
        lambda one: one.program,
        lambda one: quarter_of(one.on),
        lambda one: (one.program, quarter_of(one.on)),
    ):
        parts = sum_by(given, path).values()
        assert sum(part.minutes for part in parts) == whole.minutes
        assert abs(sum(part.cents for part in parts) - whole.cents) * 2 <= len(parts) + 1
        assert sum(part.entries for part in parts) == whole.entries


@given(st.lists(entries, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_same_minutes_are_the_same_hours_and_cents_however_they_were_entered(
    given: list[CountedEntry], chance: Random
) -> None:
    """Four hours are four hours, in one entry or in seven: on the page, in the table and on the sheet."""
    rate = RATES[1]
    hers = [replace(one, rate=rate) for one in given]
    minutes = sum(one.minutes for one in hers)
    in_one = replace(hers[0], minutes=minutes)
    cuts = sorted(chance.sample(range(1, minutes), min(6, minutes - 1)))
    in_many = [replace(hers[0], minutes=end - begin) for begin, end in pairwise([0, *cuts, minutes])]
    assert total(hers).cents == total([in_one]).cents == total(in_many).cents == in_one.cents
    assert total(in_many).cents == value(minutes, rate)
    assert decimal_hours(sum(one.minutes for one in in_many)) == decimal_hours(minutes)


@given(st.integers(0, 10**7))
def test_hours_in_tables_are_the_nearest_hundredth(minutes: int) -> None:
    said = Fraction(decimal_hours(minutes))
    assert abs(said - Fraction(minutes, 60)) <= Fraction(1, 200)
    assert str(decimal_hours(minutes)) == f"{minutes / 60:.2f}"


def test_two_women_with_four_hours_gave_the_same_value() -> None:
    """They were $139.16 and $139.17: hers was in one entry, the other’s in seven."""
    rate = Rate(2025, 3479, "Independent Sector")
    one = CountedEntry(1, None, "Coats", "Coats", date(2026, 11, 1), 240, rate)
    seven = [replace(one, person_id=2, minutes=minutes) for minutes in (35, 35, 35, 35, 35, 35, 30)]
    sums = sum_by([one, *seven], lambda given: given.person_id)
    assert sums[1].cents == sums[2].cents == 13916
    assert total([one, *seven]).cents == 27832


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
