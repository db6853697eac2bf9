"""Clashes are found by moments, whatever the zones, on days when clocks change too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from chapter.shifts.clashes import TRAVEL, Busy, find_clashes, overlap

ZONES = [
    ZoneInfo(name) for name in ("America/Chicago", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe")
]
CHANGES = [
    datetime(2026, 11, 1, 4, tzinfo=UTC),
    datetime(2027, 3, 14, 4, tzinfo=UTC),
    datetime(2027, 4, 3, tzinfo=UTC),
]
"""Shortly before clocks are set back or forward in Chicago, and on Lord Howe by half an hour."""


@st.composite
def busy(draw: st.DrawFn) -> Busy:
    starts = draw(st.sampled_from(CHANGES)) + timedelta(minutes=draw(st.integers(0, 24 * 60)))
    ends = starts + timedelta(minutes=draw(st.integers(10, 8 * 60)))
    zone = draw(st.sampled_from(ZONES))
    return Busy(
        starts.astimezone(zone), ends.astimezone(zone), "It", draw(st.sampled_from("AB")),
        draw(st.booleans()),
        draw(st.sampled_from([None, 1, 2])),
    )  # fmt: skip


CHICAGO = ZoneInfo("America/Chicago")
BACK = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
"""Half past one in Chicago, for the first time that night; an hour later it is half past one again."""
FIRST = Busy(BACK.astimezone(CHICAGO), (BACK + timedelta(minutes=40)).astimezone(CHICAGO), "It")
AGAIN = Busy(
    (BACK + timedelta(hours=1)).astimezone(CHICAGO), (BACK + timedelta(minutes=100)).astimezone(CHICAGO), "It"
)


@given(busy(), busy())
@example(FIRST, AGAIN)
def test_two_overlap_exactly_when_they_share_a_minute(one: Busy, other: Busy) -> None:
    def minutes(of: Busy) -> set[int]:
        return set(range(int(of.starts_at.timestamp()) // 60, int(of.ends_at.timestamp()) // 60))

    assert overlap(one, other) == bool(minutes(one) & minutes(other)) == overlap(other, one)


@given(busy(), st.lists(busy(), max_size=6))
def test_refused_is_what_needs_her_in_two_places_at_once_and_nothing_else(
    wanted: Busy, hers: list[Busy]
) -> None:
    refused = {id(one.other) for one in find_clashes(wanted, hers) if one.refused}
    for other in hers:
        same_event = wanted.event_id is not None and wanted.event_id == other.event_id
        must = overlap(wanted, other) and not (wanted.remote or other.remote or same_event)
        assert (id(other) in refused) == must


@given(busy(), busy())
def test_a_warning_of_the_way_is_about_two_places_and_little_time(wanted: Busy, other: Busy) -> None:
    for one in find_clashes(wanted, [other]):
        if one.gap is not None:
            assert timedelta() <= one.gap < TRAVEL
            assert wanted.where != other.where
            assert not wanted.remote
            assert not other.remote


@given(busy(), busy(), st.sampled_from(ZONES))
def test_the_zone_in_which_a_moment_is_written_changes_nothing(
    wanted: Busy, other: Busy, zone: ZoneInfo
) -> None:
    there = Busy(
        other.starts_at.astimezone(zone), other.ends_at.astimezone(zone), other.title, other.where,
        other.remote,
        other.event_id,
    )  # fmt: skip
    assert len(find_clashes(wanted, [other])) == len(find_clashes(wanted, [there]))
