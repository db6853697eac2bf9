"""What somebody is on a day: each edge between two statuses, leavings, zones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from chapter.levels.periods import ENDLESS, ROLLING, Period, Span, begun
from chapter.membership.status import DECEASED, RESIGNED, SUSPENDED, DepartureSpan, History, day_of, status

CHICAGO, APIA, HONOLULU = (ZoneInfo(name) for name in ("America/Chicago", "Pacific/Apia", "Pacific/Honolulu"))


def day(text: str) -> date:
    return date.fromisoformat(text)


YEAR = begun(Period(ROLLING, 12, grace_days=30), day("2026-03-01"))
"""From March 1, 2026 to February 28, 2027; grace to March 30."""

FOR_GOOD = begun(Period(ENDLESS), day("2026-03-01"))


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        ("2026-02-28", None),
        ("2026-03-01", "current"),
        ("2026-12-31", "current"),
        ("2027-02-28", "current"),
        ("2027-03-01", "grace"),
        ("2027-03-30", "grace"),
        ("2027-03-31", "lapsed"),
        ("2040-01-01", "lapsed"),
    ],
)
def test_one_year_with_grace(on: str, wanted: str | None) -> None:
    assert status(History([YEAR]), day(on)) == wanted


def test_without_grace_the_day_after_the_last_is_lapsed() -> None:
    span = begun(Period(ROLLING, 1), day("2027-01-31"))
    assert status(History([span]), day("2027-02-28")) == "current"
    assert status(History([span]), day("2027-03-01")) == "lapsed"


def test_a_level_without_end_never_lapses() -> None:
    assert status(History([FOR_GOOD]), day("2099-12-31")) == "current"


def test_who_renewed_early_is_current_through_both() -> None:
    second = Span(day("2027-03-01"), day("2028-02-29"), YEAR.anchor, 30)
    for on in ("2027-02-28", "2027-03-01", "2028-02-29"):
        assert status(History([YEAR, second]), day(on)) == "current"
    assert status(History([YEAR, second]), day("2028-03-01")) == "grace"


def test_who_came_back_after_grace_was_lapsed_between() -> None:
    second = Span(day("2027-05-10"), day("2028-05-09"), day("2027-05-10"), 30)
    found = [status(History([YEAR, second]), day(on)) for on in ("2027-03-30", "2027-05-09", "2027-05-10")]
    assert found == ["grace", "lapsed", "current"]


@pytest.mark.parametrize(
    ("history", "wanted"),
    [
        (History(), None),
        (History(applied=True), "applied"),
        (History([YEAR], applied=True), "current"),
        (History([YEAR], [DepartureSpan(RESIGNED, day("2026-05-05"))]), "resigned"),
        (History([YEAR], [DepartureSpan(RESIGNED, day("2026-05-06"))]), "current"),
        (History([YEAR], [DepartureSpan(RESIGNED, day("2026-04-01"), day("2026-05-05"))]), "current"),
        (History([YEAR], [DepartureSpan(RESIGNED, day("2026-04-01"), day("2026-05-06"))]), "resigned"),
        (History([YEAR], [DepartureSpan(RESIGNED, day("2026-05-05"))], applied=True), "applied"),
        (History([YEAR], [DepartureSpan(SUSPENDED, day("2026-05-05"))], applied=True), "suspended"),
        (History([FOR_GOOD], [DepartureSpan(SUSPENDED, day("2026-05-05"))]), "suspended"),
        (History([YEAR], [DepartureSpan(SUSPENDED, day("2026-04-05"), day("2026-05-01"))]), "current"),
        (
            History(
                [YEAR],
                [DepartureSpan(RESIGNED, day("2026-04-01")), DepartureSpan(SUSPENDED, day("2026-04-02"))],
            ),
            "suspended",
        ),
        (
            History(
                [YEAR],
                [DepartureSpan(SUSPENDED, day("2026-04-02")), DepartureSpan(DECEASED, day("2026-05-05"))],
            ),
            "deceased",
        ),
        (History([], [DepartureSpan(DECEASED, day("2026-05-05"))], applied=True), "deceased"),
    ],
)
def test_leaving_and_applying_on_the_fifth_of_may(history: History, wanted: str | None) -> None:
    assert status(history, day("2026-05-05")) == wanted


def test_an_application_of_somebody_lapsed_makes_her_an_applicant() -> None:
    assert status(History([YEAR], applied=True), day("2027-03-30")) == "grace"
    assert status(History([YEAR], applied=True), day("2027-03-31")) == "applied"


@pytest.mark.parametrize(
    ("moment", "zone", "wanted"),
    [
        (datetime(2027, 3, 1, 5, 59, tzinfo=UTC), CHICAGO, "current"),
        (datetime(2027, 3, 1, 6, 0, tzinfo=UTC), CHICAGO, "grace"),
        (datetime(2027, 2, 28, 10, 59, tzinfo=UTC), APIA, "current"),
        (datetime(2027, 2, 28, 11, 0, tzinfo=UTC), APIA, "grace"),
        (datetime(2027, 3, 1, 9, 59, tzinfo=UTC), HONOLULU, "current"),
        (datetime(2027, 3, 31, 4, 59, tzinfo=UTC), CHICAGO, "grace"),
        (datetime(2027, 3, 31, 5, 0, tzinfo=UTC), CHICAGO, "lapsed"),
    ],
)
def test_a_day_ends_at_the_chapters_own_midnight_also_when_clocks_have_changed(
    moment: datetime, zone: ZoneInfo, wanted: str
) -> None:
    assert status(History([YEAR]), day_of(moment, zone)) == wanted
