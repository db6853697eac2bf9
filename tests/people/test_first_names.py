"""Where only a first name may stand, no other part of a name does; where nobody can tell, she is asked."""

import pytest

from chapter.people import names

CLEAR = {
    "Ada Lovelace": "Ada",
    "Ada": "Ada",
    "Lovelace, Ada": "Ada",
    "Lovelace, Dr. Ada": "Ada",
    "Dr. Ada": "Ada",
    "Dr Ada Lovelace": "Ada",
    "Prof. Dr. Ada Lovelace": "Ada",
    "Ana Pérez, M.D.": "Ana",
    "García Márquez, Gabriela": "Gabriela",
    "Gabriela García Márquez": "Gabriela",
    "Priya Raman (she/her)": "Priya",
    "Elizabeth “Liz” Shaw": "Liz",
    "Mary-Jane O’Neil": "Mary-Jane",
    "  Aña\u3000Pérez ": "Aña",
    "Анна Иванова": "Анна",
    "Sinéad Burke": "Sinéad",
    "Ji-woo Kim": "Ji-woo",
    "Grace 王": "Grace",
    "J. Smith": "J.",
    "Ana Number12": "Ana",
}
UNCLEAR = (
    "王秀英", "王 秀英", "김민지", "やまだ はなこ", "García Márquez", "Nguyễn Thị Minh", "Smith",
    "Mrs. Smith", "Prof. Dr. Smith", "Lovelace,", ", Ada", "van der Berg", "de la Cruz", "Dr.",
    "ana@example.test", "🌸", "312", "Ana, Bea, Cleo", "", "   ", "(she/her)", "https://example.test",
)  # fmt: skip


@pytest.mark.parametrize(("name", "first"), CLEAR.items())
def test_the_first_name_is_found_without_titles_commas_and_degrees(name: str, first: str) -> None:
    assert names.first(name) == first


@pytest.mark.parametrize("name", UNCLEAR)
def test_where_nobody_can_tell_nothing_of_it_is_shown(name: str) -> None:
    assert names.first(name) == ""
    assert names.listed(name) == names.A_GUEST
    assert names.within(names.listed(name)) == "a guest"


def test_what_she_wants_to_be_called_goes_before_all_of_it() -> None:
    assert names.listed("王秀英", wanted="秀英") == "秀英"
    assert names.listed("王秀英", wanted="王秀英") == "王秀英", "her whole name, since she chose so"
    assert names.listed("Twee Tran", "Thuy Nguyen") == "Twee"
    assert names.listed("", "Thuy Nguyen") == "Thuy"
    assert names.within("Ada") == "Ada"


def test_no_more_than_a_word_is_ever_shown() -> None:
    for name in (*CLEAR, *UNCLEAR, "Ada" * 100):
        assert " " not in names.first(name)
        assert len(names.first(name)) <= names.LONGEST
