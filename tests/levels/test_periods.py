"""How long a membership lasts, day by day: month ends, leap days, fixed years, renewals."""

from datetime import date

import pytest

from chapter.levels.periods import ENDLESS, FIXED, ROLLING, Period, Span, begun, continued, months_after

YEARLY = Period(ROLLING, 12, grace_days=30)
MONTHLY = Period(ROLLING, 1)
FROM_JULY = Period(FIXED, turns_month=7, turns_day=1, grace_days=60)
FROM_JULY_EARLY = Period(FIXED, turns_month=7, turns_day=1, early_days=61)
CALENDAR_YEAR = Period(FIXED)
FOR_GOOD = Period(ENDLESS)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("period", "joined", "last"),
    [
        (YEARLY, "2026-11-23", "2027-11-22"),
        (YEARLY, "2027-01-01", "2027-12-31"),
        (YEARLY, "2027-03-01", "2028-02-29"),
        (YEARLY, "2028-02-29", "2029-02-28"),
        (YEARLY, "2028-02-28", "2029-02-27"),
        (YEARLY, "2028-03-01", "2029-02-28"),
        (Period(ROLLING, 48), "2028-02-29", "2032-02-28"),
        (MONTHLY, "2027-01-31", "2027-02-28"),
        (MONTHLY, "2027-01-30", "2027-02-28"),
        (MONTHLY, "2027-01-29", "2027-02-28"),
        (MONTHLY, "2027-01-28", "2027-02-27"),
        (MONTHLY, "2028-01-31", "2028-02-29"),
        (MONTHLY, "2028-01-29", "2028-02-28"),
        (MONTHLY, "2026-10-31", "2026-11-30"),
        (MONTHLY, "2026-12-31", "2027-01-30"),
        (Period(ROLLING, 6), "2026-08-31", "2027-02-28"),
        (FROM_JULY, "2026-11-23", "2027-06-30"),
        (FROM_JULY, "2027-06-30", "2027-06-30"),
        (FROM_JULY, "2027-07-01", "2028-06-30"),
        (FROM_JULY_EARLY, "2027-04-30", "2027-06-30"),
        (FROM_JULY_EARLY, "2027-05-01", "2028-06-30"),
        (FROM_JULY_EARLY, "2027-06-30", "2028-06-30"),
        (CALENDAR_YEAR, "2026-01-01", "2026-12-31"),
        (CALENDAR_YEAR, "2026-12-31", "2026-12-31"),
        (Period(FIXED, turns_month=2, turns_day=29), "2027-01-05", "2027-02-27"),
        (Period(FIXED, turns_month=2, turns_day=29), "2027-03-05", "2028-02-28"),
    ],
)
def test_who_joins_is_a_member_until(period: Period, joined: str, last: str) -> None:
    assert begun(period, day(joined)).last == day(last)


@pytest.mark.parametrize(
    ("period", "joined", "renewed", "first", "last"),
    [
        (YEARLY, "2026-11-23", "2026-11-23", "2027-11-23", "2028-11-22"),
        (YEARLY, "2026-11-23", "2027-11-22", "2027-11-23", "2028-11-22"),
        (YEARLY, "2026-11-23", "2027-11-23", "2027-11-23", "2028-11-22"),
        (YEARLY, "2026-11-23", "2027-12-22", "2027-11-23", "2028-11-22"),
        (YEARLY, "2026-11-23", "2027-12-23", "2027-12-23", "2028-12-22"),
        (YEARLY, "2026-11-23", "2031-05-02", "2031-05-02", "2032-05-01"),
        (YEARLY, "2028-02-29", "2029-02-01", "2029-03-01", "2030-02-28"),
        (MONTHLY, "2027-01-31", "2027-02-28", "2027-03-01", "2027-03-30"),
        (MONTHLY, "2027-01-31", "2027-03-01", "2027-03-01", "2027-03-31"),
        (FROM_JULY, "2026-11-23", "2027-06-30", "2027-07-01", "2028-06-30"),
        (FROM_JULY, "2026-11-23", "2027-08-29", "2027-07-01", "2028-06-30"),
        (FROM_JULY, "2026-11-23", "2027-08-30", "2027-08-30", "2028-06-30"),
        (FROM_JULY_EARLY, "2026-11-23", "2027-06-30", "2027-07-01", "2028-06-30"),
    ],
)
def test_a_renewal_goes_on_from_the_old_end_until_grace_is_over(
    period: Period, joined: str, renewed: str, first: str, last: str
) -> None:
    span = continued(period, begun(period, day(joined)), day(renewed))
    assert (span.first, span.last) == (day(first), day(last))


def test_a_month_that_began_on_the_31st_does_not_drift_to_the_28th() -> None:
    span = begun(MONTHLY, day("2027-01-31"))
    ends = []
    for _ in range(12):
        ends.append(span.last)
        assert span.last is not None
        span = continued(MONTHLY, span, span.last)
    assert [str(last) for last in ends][:5] == [
        "2027-02-28", "2027-03-30", "2027-04-30", "2027-05-30", "2027-06-30",
    ]  # fmt: skip
    assert ends[-1] == day("2028-01-30")


def test_a_leap_day_comes_back_every_four_years() -> None:
    span = begun(YEARLY, day("2028-02-29"))
    for last in ("2029-02-28", "2030-02-28", "2031-02-28", "2032-02-28", "2033-02-28"):
        assert span.last == day(last)
        span = continued(YEARLY, span, span.last)


def test_another_length_counts_from_where_the_old_one_ended() -> None:
    old = begun(YEARLY, day("2026-01-15"))
    span = continued(MONTHLY, old, day("2026-12-01"))
    assert (span.first, span.last) == (day("2027-01-15"), day("2027-02-14"))


def test_what_has_no_end_begins_on_the_day_itself() -> None:
    paid = begun(YEARLY, day("2026-01-15"))
    free = continued(FOR_GOOD, paid, day("2026-03-01"))
    assert (free.first, free.last, free.grace_until) == (day("2026-03-01"), None, None)
    again = continued(YEARLY, free, day("2030-04-04"))
    assert (again.first, again.last) == (day("2030-04-04"), day("2031-04-03"))
    assert free.renewable(day("2999-01-01"))


def test_grace_ends_on_its_own_last_day() -> None:
    span = Span(day("2026-01-01"), day("2026-12-31"), day("2026-01-01"), grace_days=1)
    assert span.grace_until == day("2027-01-01")
    assert span.renewable(day("2027-01-01"))
    assert not span.renewable(day("2027-01-02"))


def test_the_same_day_months_later() -> None:
    assert months_after(day("2026-11-30"), 3) == day("2027-03-01")
    assert months_after(day("2027-11-29"), 3) == day("2028-02-29")
    assert months_after(day("2026-12-31"), 12) == day("2027-12-31")
