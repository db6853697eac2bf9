"""Lists of gifts as people type and paste them."""

import pytest

from chapter.offline_gifts import pasted_lists
from chapter.offline_gifts.pasted_lists import GiftLine
from tests import factories
from tests.browser import Browser
from tests.giving.drives import a_drive
from tests.offline_gifts.test_by_hand import look

TWO = [GiftLine(1, 1_234_50, "Halina Wolska", "halina@example.test"), GiftLine(2, 20_00, "Bea Olszewska", "")]
LISTS = {
    "semicolons": "$1,234.50; Halina Wolska; halina@example.test\n20; Bea Olszewska",
    "tabs": "$1,234.50\tHalina Wolska\thalina@example.test\n20.00\tBea Olszewska\t",
    "commas": '"$1,234.50",Halina Wolska,halina@example.test\n20,Bea Olszewska,',
    "commas with spaces": '"1,234.50", "Halina Wolska", halina@example.test\n$20, Bea Olszewska',
    "a mixture": "1234.50,Halina Wolska,halina@example.test\n20 ; Bea Olszewska",
    "quotes and tabs": '"$1,234.50"\t"Halina Wolska"\thalina@example.test\n20\tBea Olszewska',
    "a spreadsheet of windows": "1234.50;Halina Wolska;halina@example.test\r\n20;Bea Olszewska\r\n",
}


@pytest.mark.parametrize("how", LISTS)
def test_a_list_is_read_however_its_pieces_are_parted(how: str) -> None:
    found = pasted_lists.parse_list(LISTS[how], "usd")
    assert (found.lines, found.errors) == (TWO, [])


def test_a_first_line_that_names_the_columns_may_put_them_in_another_order() -> None:
    found = pasted_lists.parse_list("Name,Email,Amount\nHalina Wolska,halina@example.test,50\nBea,,20", "usd")
    assert [(one.number, one.cents, one.name, one.email) for one in found.lines] == [
        (2, 50_00, "Halina Wolska", "halina@example.test"), (3, 20_00, "Bea", ""),
    ]  # fmt: skip


def test_a_name_with_a_comma_in_it_stands_in_quotes_or_beside_other_marks() -> None:
    for typed in ('50,"Wolska, Halina"', "50; Wolska, Halina", "50\tWolska, Halina"):
        assert [one.name for one in pasted_lists.parse_list(typed, "usd").lines] == ["Wolska, Halina"]


WRONG = [
    ("$1,234.50, Halina, halina@example.test", "It has 4 parts"),
    ("50 Halina", "has only one part"),
    ("Halina; 50", "“Halina” is not an amount"),
    ("12,50; Halina", "“12,50” is not an amount"),
    ("50; ; halina@example.test", "Enter the giver’s name"),
    ("50; Halina; halina@", "is missing what comes after the @"),
    ("50; https://spam.test/", "looks like a web address"),
    ("50; <b>Halina</b>", "contains < or >"),
    ("0; Halina", "The amount is zero"),
    ("-5; Halina", "“-5” is not an amount"),
    ("99999999; Halina", "The amount is too large"),
    ('50; "Halina', "a quotation mark too many or too few"),
    (f"50; {'a' * 201}", "longer than 200 characters"),
]


@pytest.mark.parametrize(("typed", "words"), WRONG)
def test_a_line_that_can_not_be_read_says_which_and_why(typed: str, words: str) -> None:
    found = pasted_lists.parse_list(f"20; Bea\n\n{typed}", "usd")
    assert len(found.errors) == 1
    assert found.errors[0].startswith("Line 3: ")
    assert words in found.errors[0]


def test_every_wrong_line_is_named_at_once_and_all_is_kept(client: Browser) -> None:
    factories.sign_in(client, "treasurer")
    a_drive()
    rows = "Halina; 50\n20; Bea\n30; Ana; nowhere\n; Cleo"
    page = look(client, rows=rows, control="")
    assert page.status == 422
    said = page.errors
    assert all(f"Line {n}:" in said["rows"] for n in (1, 3, 4))
    assert "Count the checks once" in said["control"]
    assert page.form("/batch")["rows"].splitlines() == rows.splitlines()


def test_what_was_read_is_shown_before_it_is_entered(client: Browser) -> None:
    factories.sign_in(client, "treasurer")
    a_drive()
    page = look(client, rows='Amount,Name\n"$1,234.50",Halina Wolska', control="1,234.50")
    assert page.status == 200
    assert page.h1 == "1 gift, not entered yet"
    assert "$1,234.50" in page.all("tbody td")
