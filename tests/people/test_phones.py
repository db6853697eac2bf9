"""Phone numbers as people write them: kept whole, with their extension, or asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter.people import phones
from chapter.refusal import Refused


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("312 555 0142", "+13125550142"),
        ("(312) 555-0142", "+13125550142"),
        ("1.312.555.0142", "+13125550142"),
        ("+1 312-555-0100 ext. 4", "+13125550100;ext=4"),
        ("312-555-0100 x4", "+13125550100;ext=4"),
        ("312-555-0100, extension: 0042", "+13125550100;ext=0042"),
        ("312 555 0100 #12", "+13125550100;ext=12"),
        ("tel:+13125550100;ext=4", "+13125550100;ext=4"),
        ("312-555-HOME", "+13125554663"),
        ("1-800-FLOWERS", "+18003569377"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("011 44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+48 22 123 45 67 ext 9", "+48221234567;ext=9"),
        ("+52 55 1234 5678", "+525512345678"),
        ("  ", ""),
    ],
)
def test_a_number_is_kept_whole(typed: str, kept: str) -> None:
    assert phones.parse(typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("555-0100", phones.AREA_CODE),
        ("5550100 ext. 4", phones.AREA_CODE),
        ("call me", phones.AREA_CODE),
        ("12", phones.LENGTH),
        ("44 20 7946 0958", phones.LENGTH),
        ("+1 234", phones.LENGTH),
        ("123 456 7890", phones.NO_SUCH),
        ("000 555 0100", phones.NO_SUCH),
        ("312-555-0100 or 773-555-0101", phones.TWO),
        ("312 555 0100, 773 555 0101", phones.TWO),
        ("312-555-0100/773-555-0101", phones.TWO),
        ("+1 312 555 0100 +48 22 123 45 67", phones.TWO),
        ("Ask for Ana: 312 555 0100", phones.ALONE),
        ("312 555 0100 after 6 p.m.", phones.ALONE),
        ("312 555 0100 ext. four", phones.ALONE),
    ],
)
def test_what_would_lose_something_is_asked_about_and_never_made_into_nonsense(typed: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        phones.parse(typed)
    assert (refused.value.sentence, refused.value.field) == (says, "phone")


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("+13125550100;ext=4", "+1 312-555-0100 ext. 4"),
        ("+442079460958", "+44 20 7946 0958"),
        ("", ""),
        ("not a number", "not a number"),
    ],
)
def test_it_is_shown_to_be_read(kept: str, said: str) -> None:
    assert phones.display(kept) == said


NUMBERS = st.builds(
    "+1{}555{:04}".format, st.sampled_from([312, 773, 708, 847, 416]), st.integers(0, 9999)
) | st.sampled_from(["+442079460958", "+48221234567", "+525512345678", "+390612345678", "+81312345678"])
EXTENSIONS = st.just("") | st.from_regex(r";ext=[0-9]{1,7}", fullmatch=True)


@given(NUMBERS, EXTENSIONS)
def test_what_her_form_shows_is_kept_as_it_was(number: str, extension: str) -> None:
    kept = number + extension
    assert phones.parse(phones.display(kept)) == kept


@given(st.text(alphabet="0123456789+()- .,;/xext#AZ", max_size=40))
def test_any_text_is_a_number_or_refused_and_fits_its_column(typed: str) -> None:
    try:
        kept = phones.parse(typed)
    except Refused:
        return
    assert len(kept) <= 40
    assert phones.parse(phones.display(kept)) == kept
