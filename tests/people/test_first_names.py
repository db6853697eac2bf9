"""Where only a first name may stand, no other part of a name does; where nobody can tell, she is asked."""

import pytest

from chapter.people import names

CLEAR = {
    "Ada Lovelace": "Ada",
    "Ada": "Ada",
    "Lovelace, Ada": "Ada",
    "Lovelace, Dr. Ada": "Ada",
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
    "Jean-Luc Moss": "Jean-Luc",
    "Jean‑Luc Moss": "Jean‐Luc",
    "McKenna Moss": "McKenna",
    "MacKenzie Moss": "MacKenzie",
    "DeShawn Moss": "DeShawn",
    "LaToya Moss": "LaToya",
    "O'Neal Moss": "O'Neal",
    "D’Arcy Moss": "D’Arcy",
    "ADA LOVELACE": "ADA",
    "Ａｄａ　Ｌｏｖｅｌａｃｅ": "Ada",
    "Ada\u200b Lovelace": "Ada",
    "Zoe\u0308 Moss": "Zoë",
    "Ana! Moss": "Ana!",
    "Ada (she/her)": "Ada",
    "Ada Byron (née Moss)": "Ada",
    "Mr. and Mrs. John Lovelace": "John",
    "Lali Moss": "Lali",
    "Laura Moss": "Laura",
    "Łucja Moss": "Łucja",
}
UNCLEAR = (
    "王秀英", "王 秀英", "김민지", "やまだ はなこ", "García Márquez", "Nguyễn Thị Minh", "Smith",
    "Mrs. Smith", "Prof. Dr. Smith", "Lovelace,", ", Ada", "van der Berg", "de la Cruz", "Dr.",
    "ana@example.test", "🌸", "312", "Ana, Bea, Cleo", "", "   ", "(she/her)", "https://example.test",
    "Anna.Smith", "Mrs.Lovelace", "Carla–Moss", "Carla—Moss", "Carla·Moss", "Carla~Moss",
    "Carla!Moss", 'Carla"Moss', "Carla•Moss", "Ada.B.Lovelace", "Berta\u200bKing", "Ber\u00adtaKing",
    "ＡｎｎａＳｍｉｔｈ", "AdaLovelace", "АннаИванова", "JSmith", "Anna'Smith", "Ana-Garcia",
    "Ana-LuLovelace", "ﾔﾏﾀﾞﾊﾅｺ",
    "McKennaMoss", "DeSilva", "Mrs Lovelace", "Dr. Ada", "Mrs. Lovelace PhD", "Lovelace, Mrs.",
    "Mr. and Mrs. Lovelace", "Ada (Lovelace)", "Dr. Ada (Lovelace)", "Ada, PhD (Lovelace)", "Đặng Thùy Trâm",
    "Ðặng Thùy Trâm", "สมหญิงใจดี", "ສົມຍິງ", "សុភា", "အောင်ဆန်း", "Anna\u2800Moss",
)  # fmt: skip


@pytest.mark.parametrize(("name", "first"), CLEAR.items())
def test_the_first_name_is_found_without_titles_commas_and_degrees(name: str, first: str) -> None:
    assert names.first_name(name) == first


@pytest.mark.parametrize("name", UNCLEAR)
def test_where_nobody_can_tell_nothing_of_it_is_shown(name: str) -> None:
    assert names.first_name(name) == ""
    assert names.shown_name(name) == names.A_GUEST
    assert names.in_sentence(names.shown_name(name)) == "a guest"


def test_what_she_wants_to_be_called_goes_before_all_of_it() -> None:
    assert names.shown_name("王秀英", wanted="秀英") == "秀英"
    assert names.shown_name("王秀英", wanted="王秀英") == "王秀英", "her whole name, since she chose so"
    assert names.shown_name("Twee Tran", "Thuy Nguyen") == "Twee"
    assert names.shown_name("", "Thuy Nguyen") == "Thuy"
    assert names.in_sentence("Ada") == "Ada"


def test_no_more_than_a_word_is_ever_shown() -> None:
    for name in (*CLEAR, *UNCLEAR, "Ada" * 100):
        assert " " not in names.first_name(name)
        assert len(names.first_name(name)) <= names.LONGEST


@pytest.mark.parametrize(
    "name",
    ["Anna.Moss", "Berta\u200bKing", "ＡｄａＭｏｓｓ", "AdaMoss", "Carla–Moss", "Ada (Moss)", "Mrs Moss"],
)
def test_a_whole_name_written_as_one_word_is_shown_nowhere(name: str) -> None:
    assert names.shown_name(name) == names.A_GUEST
    assert names.shown_name(name, wanted="Ada") == "Ada"
