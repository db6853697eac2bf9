"""How names are compared: what every place that looks for somebody builds on."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter.people.name_matching import (
    BEGINS,
    EQUAL,
    FEW,
    HOLDS,
    SLIPPED,
    SOUNDS,
    Candidate,
    asked_words,
    indexed_words,
    normalized,
    ranked,
    sound_of,
    trigrams_of,
    words_of,
    worth_of,
)

VECTORS = json.loads(Path("tests/people/name_vectors.json").read_text())
"""What is true on the server and in the phone at a door; tests/e2e reads the same file."""


def found(asked: str, names: list[str]) -> list[str]:
    candidates = [Candidate(number, normalized(name)) for number, name in enumerate(names)]
    return [names[number] for number in ranked(asked_words(asked), candidates)]


@pytest.mark.parametrize(("text", "words"), VECTORS["words"])
def test_words_have_no_case_no_accents_and_no_marks(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(("word", "sound"), VECTORS["sounds"])
def test_what_is_heard_of_a_word(word: str, sound: str) -> None:
    assert sound_of(word) == sound


@pytest.mark.parametrize(("asked", "names"), VECTORS["found"])
def test_people_are_found_by_what_is_typed_of_their_names(asked: str, names: list[str]) -> None:
    assert found(asked, VECTORS["names"]) == names


def test_equal_is_worth_more_than_a_beginning_than_a_part_than_a_slip_than_a_sound() -> None:
    known = {"wanda", "wandas", "xwanda", "wamda", "vonde", "ana"}
    assert worth_of("wanda", known) == {
        "wanda": EQUAL, "wandas": BEGINS, "xwanda": HOLDS, "wamda": SLIPPED, "vonde": SOUNDS,
    }  # fmt: skip
    assert EQUAL > BEGINS > HOLDS > SLIPPED > SOUNDS


def test_slips_are_left_out_where_enough_are_named_so() -> None:
    named = [f"Wanda {letter}" for letter in "ABCDE"]
    assert found("wanda", [*named[: FEW - 1], "Vanda Z"]) == [*named[: FEW - 1], "Vanda Z"]
    assert found("wanda", [*named, "Vanda Z"]) == named


def test_where_a_name_is_whole_nobody_is_found_by_a_slip_in_other_words() -> None:
    others = [Candidate(2, "ana ruiz", "leases"), Candidate(3, "bea okafor", "lucja foundation")]
    assert ranked(["lucja"], [Candidate(1, "lucja omara"), *others]) == [1, 3]
    assert 2 in ranked(["lesses"], others)
    assert ranked(["leases"], [Candidate(4, "leases ng"), *others]) == [4, 2]


def test_a_name_is_indexed_by_its_words_what_is_written_as_one_and_parts_without_spaces() -> None:
    assert indexed_words("Anne-Marie de la Cruz") == [
        "anne",
        "marie",
        "de",
        "la",
        "cruz",
        "annemarie",
        "mariede",
        "dela",
        "delacruz",
    ]
    assert indexed_words("王秀英") == ["王秀英", "秀英", "英"]
    assert indexed_words("x" * 90) == ["x" * 40]
    assert trigrams_of("ana") == ["  a", " an", "ana"]


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_can_be_looked_for_among_any(name: str, asked: str) -> None:
    assert set(found(asked, [name, "Ana"])) <= {name, "Ana"}
    if words_of(name):
        assert name in found(words_of(name)[0], [name])
