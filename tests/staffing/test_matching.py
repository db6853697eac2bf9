"""Who is thought of for a shift, and who never is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chapter.shifts.clashes import Busy, overlap
from chapter.staffing.matching import (
    Opening,
    Volunteer,
    clashing_volunteers,
    load_in_words,
    slots_of,
    suggestions,
)

CHICAGO = ZoneInfo("America/Chicago")
NINE = datetime(2026, 12, 5, 15, tzinfo=UTC)
SATURDAY = Busy(NINE, NINE + timedelta(hours=3), "Pantry", "The pantry")


def an_opening(**more: object) -> Opening:
    """A Saturday morning that asks for somebody who sews."""
    given = {"slots": frozenset({"sat-morning"}), "skills": ("sewing",), "program_id": 7, "program": "Coats"}
    return Opening(1, SATURDAY, **{**given, **more})  # type: ignore[arg-type]  # each has its own type


def names(opening: Opening, *volunteers: Volunteer) -> list[str]:
    """Who is suggested, in order."""
    return [one.volunteer.name for one in suggestions([opening], volunteers)[opening.id]]


def test_a_suggestion_says_each_reason() -> None:
    vera = Volunteer(
        1, "Vera", frozenset({"sewing"}), frozenset({"sat-morning"}), "pilsen", frozenset({7}), minutes=90
    )
    found = suggestions([an_opening(neighborhood="pilsen")], [vera])[1][0]
    assert found.why == (
        "skills: sewing; enjoys Coats; free on Saturday mornings; lives nearby; 1.5 hours in the last 90 days"
    )


def test_who_brings_nothing_is_not_suggested() -> None:
    assert names(an_opening(), Volunteer(1, "Vera")) == []


def test_the_load_is_spread() -> None:
    able = frozenset({"sewing"})
    tired, fresh = Volunteer(1, "Tired", able, minutes=3000), Volunteer(2, "Fresh", able, minutes=60)
    keen = Volunteer(3, "Keen", able, enjoys=frozenset({7}), minutes=3000)
    assert names(an_opening(), tired, fresh, keen) == ["Fresh", "Keen", "Tired"]


def test_who_is_never_asked() -> None:
    able = frozenset({"sewing"})
    elsewhere = Busy(NINE + timedelta(hours=2), NINE + timedelta(hours=4), "Gala", "Hall")
    assert names(
        an_opening(needed=frozenset({"background"})),
        Volunteer(1, "Busy", able, busy=(elsewhere,), cleared=frozenset({"background"})),
        Volunteer(2, "Asked twice", able, asked=2, cleared=frozenset({"background"})),
        Volunteer(3, "Resting", able, resting=True, cleared=frozenset({"background"})),
        Volunteer(4, "On it", able, on=frozenset({1}), cleared=frozenset({"background"})),
        Volunteer(5, "Not cleared", able),
        Volunteer(6, "Not on Saturdays", able, frozenset({"mon-evening"}), cleared=frozenset({"background"})),
        Volunteer(7, "Fits", able, cleared=frozenset({"background"})),
    ) == ["Fits"]


def test_who_helps_at_her_own_event_or_from_home_does_not_clash() -> None:
    same = Busy(NINE, NINE + timedelta(hours=1), "Gala", "Hall", event_id=4)
    wanted = Busy(NINE, NINE + timedelta(hours=3), "Coats", "Hall", event_id=4)
    home = Busy(NINE, NINE + timedelta(hours=1), "Calls", remote=True)
    assert clashing_volunteers([Opening(1, wanted)], [Volunteer(1, "Vera", busy=(same, home))]) == {1: set()}


def test_parts_of_days_are_those_of_the_place() -> None:
    assert slots_of(NINE, NINE + timedelta(hours=4), CHICAGO) == {"sat-morning", "sat-afternoon"}
    night = NINE + timedelta(hours=16)
    assert slots_of(night, night + timedelta(hours=2), CHICAGO) == frozenset()


def test_an_hour_is_said_in_the_singular() -> None:
    assert load_in_words(60) == "1 hour in the last 90 days"
    assert load_in_words(0) == "no hours in the last 90 days"


moments = st.integers(0, 400).map(lambda quarters: NINE + timedelta(minutes=15 * quarters))
spans = st.builds(
    lambda at, quarters: Busy(at, at + timedelta(minutes=15 * quarters), "x", "there"),
    moments,
    st.integers(1, 40),
)


@given(st.lists(spans, max_size=12), st.lists(st.lists(spans, max_size=4), max_size=6))
def test_the_quick_way_to_find_clashes_finds_what_the_plain_way_finds(
    wanted: list[Busy], hers: list[list[Busy]]
) -> None:
    openings = [Opening(number, busy) for number, busy in enumerate(wanted)]
    volunteers = [Volunteer(number, "Vera", busy=tuple(busy)) for number, busy in enumerate(hers)]
    plain = {
        one.id: {who.id for who in volunteers if any(overlap(one.busy, busy) for busy in who.busy)}
        for one in openings
    }
    assert clashing_volunteers(openings, volunteers) == plain
