"""Covers, heroes and beads: drawn from a word and the seats taken, always the same, never in the way."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter.cover_art import cards, patterns, seat_meter
from chapter.cover_art import svg as cover_art_svg

SLUGS = [f"event-{number}" for number in range(120)]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
THREAD = re.compile(r"M[^M]+L[^M]+")


def parts(svg: str) -> dict[str, ElementTree.Element]:
    """The paths of a picture by their class."""
    return {one.get("class", ""): one for one in ElementTree.fromstring(svg)}  # noqa: S314 - drawn by us


def threads_in(svg: str) -> list[str]:
    """The threads that are drawn."""
    return THREAD.findall(parts(svg)["threads"].get("d", ""))


def slug_of(kind: str) -> str:
    """A slug whose cover is of ``kind``."""
    return next(slug for slug in SLUGS if cards.PATTERN_KINDS[cards.slug_digest(slug)[1] % 6] == kind)


def test_the_same_slug_gives_the_same_cover_in_every_process_and_version() -> None:
    assert cover_art_svg.ground_of("tonight") == "lake"
    assert str(cover_art_svg.mark_svg()).startswith('<svg viewBox="0 0 40 40"')
    assert threads_in(cover_art_svg.cover_svg("tonight", 300, 300))[0] == "M92.9 -84.2L249.3 227.2"


def test_another_slug_gives_another_cover() -> None:
    assert len({cover_art_svg.cover_svg(slug, 300, 300) for slug in SLUGS}) == len(SLUGS)


def test_all_kinds_and_grounds_come_up() -> None:
    assert {cover_art_svg.ground_of(slug) for slug in SLUGS} == set(cover_art_svg.GROUNDS)
    assert {slug_of(kind) for kind in cards.PATTERN_KINDS} <= set(SLUGS)


def test_each_seat_taken_brings_threads_and_a_full_room_has_them_all() -> None:
    for kind in cards.PATTERN_KINDS:
        slug = slug_of(kind)
        counts = [len(threads_in(cover_art_svg.cover_svg(slug, 480, 300, taken, 8))) for taken in range(9)]
        assert counts == sorted(set(counts)), kind
        assert counts[-1] == len(threads_in(cover_art_svg.cover_svg(slug, 480, 300)))


def test_a_thread_once_drawn_stays_when_others_come() -> None:
    before = threads_in(cover_art_svg.cover_svg("tonight", 300, 300, 10, 48))
    after = threads_in(cover_art_svg.cover_svg("tonight", 300, 300, 30, 48))
    assert after[: len(before)] == before


def test_an_empty_room_has_the_first_round_of_a_whole_figure() -> None:
    drawn = threads_in(cover_art_svg.cover_svg(slug_of("corner"), 300, 300, 0, 48))
    full = threads_in(cover_art_svg.cover_svg(slug_of("corner"), 300, 300))
    assert len(drawn) == -(-len(full) // 4)
    ends = [float(number) for thread in drawn for number in NUMBER.findall(thread)]
    assert max(ends) - min(ends) > 200


@pytest.mark.parametrize(("taken", "seats"), [(60, 48), (48, 48), (5, 0), (None, 48), (None, None)])
def test_more_than_full_is_full_and_no_seats_to_count_is_full_too(
    taken: int | None, seats: int | None
) -> None:
    assert cover_art_svg.cover_svg("tonight", 480, 300, taken, seats) == cover_art_svg.cover_svg("tonight")


def test_fewer_than_none_is_none() -> None:
    assert cover_art_svg.cover_svg("tonight", 480, 300, -3, 48) == cover_art_svg.cover_svg(
        "tonight", 480, 300, 0, 48
    )


def test_only_threads_that_touch_the_card_are_drawn() -> None:
    for slug in SLUGS:
        for line in cards.card(slug, 300, 300).main.threads:
            (x, y), (to_x, to_y) = line
            assert min(x, to_x) < 300
            assert max(x, to_x) > 0
            assert min(y, to_y) < 300
            assert max(y, to_y) > 0


def test_the_knot_is_in_a_hole_and_well_inside() -> None:
    for slug in SLUGS:
        for width, height in ((480, 300), (300, 300)):
            card = cards.card(slug, width, height)
            assert card.knot in card.main.holes, slug
            assert 14 <= card.knot[0] <= width - 14
            assert 14 <= card.knot[1] <= height - 14


def test_the_knot_of_a_hero_is_seen_on_a_phone_and_beside_a_long_title() -> None:
    for slug in SLUGS:
        x, y = cards.hero_card(slug).knot
        assert 14 <= x <= 480
        assert 14 <= y <= 490


def test_no_figure_of_a_hero_is_cut_off_where_its_ground_goes_on() -> None:
    for slug in SLUGS:
        hero = cards.hero_card(slug)
        holes = hero.main.holes + (hero.second.holes if hero.second else ())
        assert min(y for _, y in holes) > 12
        assert min(x for x, _ in holes) > 12


def test_pictures_carry_classes_and_neither_colors_nor_styles_nor_names() -> None:
    for slug in SLUGS:
        for svg in (cover_art_svg.cover_svg(slug, 480, 300, 3, 9), cover_art_svg.hero_svg(slug, 3, 9)):
            assert not re.search(r"#[0-9a-f]{3}|style=|fill=|stroke=|\bid=", svg)
            assert 'aria-hidden="true"' in svg
            assert set(parts(svg)) <= {"threads", "threads-2", "holes", "knot"}


def test_a_cover_is_small_enough_for_a_list_of_fifty() -> None:
    sizes = [len(cover_art_svg.cover_svg(slug, 300, 300)) for slug in SLUGS]
    assert max(sizes) < 5_000
    assert sum(sizes) / len(sizes) < 3_000


@given(st.text(st.characters(exclude_categories=())), st.integers(1, 2000), st.integers(1, 2000))
def test_any_text_can_be_a_slug_and_none_of_it_reaches_the_page(slug: str, width: int, height: int) -> None:
    svg = cover_art_svg.cover_svg(slug, width, height, 1, 3)
    assert re.fullmatch(r'[ a-zA-Z0-9<>="/.\-]+', svg)
    assert parts(svg)
    assert cover_art_svg.avatar_ground(slug) in cover_art_svg.GROUNDS


def test_what_is_kept_in_memory_is_bounded() -> None:
    for number in range(400):
        cover_art_svg.cover_svg(f"guess-{number}", 300, 300)
        cover_art_svg.hero_svg(f"guess-{number}")
    assert cover_art_svg._cover.cache_info().currsize <= 256
    assert cover_art_svg._hero.cache_info().currsize <= 64


def test_rounds_lay_each_fourth_stitch_first_and_leave_none_out() -> None:
    line = [(((0.0, float(i)), (1.0, float(i))),) for i in range(10)]
    order = [thread[0][1] for thread in patterns.make_pattern(line).threads]
    assert order == [0, 4, 8, 2, 6, 1, 3, 5, 7, 9]


def test_four_quarter_turns_lead_home() -> None:
    corner = patterns.corner(5)
    turned = corner.turned(1).turned(3)
    for (x, y), (home_x, home_y) in zip(turned.holes, corner.holes, strict=True):
        assert (x, y) == pytest.approx((home_x, home_y))
    assert corner.turned(1).holes != corner.holes


def beads_in(svg: str, name: str) -> int:
    """How many beads of a class there are."""
    found = parts(svg).get(name)
    return 0 if found is None else found.get("d", "").count("h0")


@pytest.mark.parametrize(("taken", "seats"), [(0, 6), (17, 25), (31, 48), (48, 48), (96, 96), (1, 1)])
def test_every_seat_is_a_bead_and_a_taken_one_is_filled(taken: int, seats: int) -> None:
    svg = seat_meter.seat_meter_svg(taken, seats)
    assert (beads_in(svg, "taken"), beads_in(svg, "free")) == (taken, seats - taken)


def test_a_room_that_is_over_by_three_shows_full() -> None:
    assert seat_meter.seat_meter_svg(51, 48) == seat_meter.seat_meter_svg(48, 48)


def test_no_seats_no_meter() -> None:
    assert seat_meter.seat_meter_svg(3, 0) == ""


@given(st.integers(0, 60_000), st.integers(1, 50_000))
def test_a_large_room_has_few_beads_and_looks_full_only_when_it_is(taken: int, seats: int) -> None:
    svg = seat_meter.seat_meter_svg(taken, seats)
    full, free = beads_in(svg, "taken"), beads_in(svg, "free")
    assert full + free <= 96
    assert (full + free) * seat_meter.bead_worth(seats) >= seats
    if seats > seat_meter.bead_worth(seats):
        assert (free == 0) == (taken >= seats)
        assert (full == 0) == (taken == 0)
