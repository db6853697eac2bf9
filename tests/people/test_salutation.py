"""How letters address their readers: one form for all of them."""

import pytest
from flask import Flask

from chapter import db
from chapter.people.salutation import salutation, salutations
from tests.factories import a_booking, a_person, an_event
from tests.giving.drives import a_drive, a_gift


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Rasa Petrauskienė", "Dear Rasa,"),
        ("Petrauskienė, Rasa", "Dear Rasa,"),
        ("Dr. Nilda Ortiz", "Dear Nilda,"),
        ("Dr. Ortiz", "Dear Dr. Ortiz,"),
        ("  Ada   Lovelace ", "Dear Ada,"),
        ("J. Lovelace", "Dear J. Lovelace,"),
        ("Nguyen Thi Hoa", "Dear Nguyen Thi Hoa,"),
        ("王小明", "Dear 王小明,"),
        ("Ada and Ben Lovelace", "Dear Ada and Ben Lovelace,"),
        ("Smith & Daughters", "Dear Smith & Daughters,"),
        ("The Ortiz family", "Dear Ortiz family,"),
        ("Lakeside Bakery, Inc.", "Dear Lakeside Bakery, Inc.,"),
        ("ada@example.test", "Hello,"),
        ("…", "Hello,"),
        ("", "Hello,"),
    ],
)
def test_a_name_is_addressed_by_its_first_name(name: str, said: str) -> None:
    assert salutation(name) == said


def test_what_a_person_wants_to_be_called_counts_word_for_word(app: Flask) -> None:
    assert salutation(a_person("Mary Ann Smith", called="Mary Ann")) == "Dear Mary Ann,"
    assert salutation(a_person("Rasa Petrauskienė")) == "Dear Rasa,"
    assert salutation("Mary Ann Smith", "  Mary   Ann ") == "Dear Mary Ann,"


def test_a_booking_and_a_gift_are_addressed_as_their_person(app: Flask) -> None:
    ida = a_person("Ida Wells", "ida@example.test", called="Bell")
    booking = a_booking(an_event(), name="Ida B. Wells", email=ida.email, person=ida)
    gift = a_gift(a_drive(), name="Ida Wells", email=ida.email)
    with db.writing():
        gift.person_id = ida.id
    assert salutation(booking) == salutation(gift) == "Dear Bell,"


def test_many_are_addressed_as_one_is(app: Flask) -> None:
    ida = a_person("Ida Wells", "ida@example.test", called="Bell")
    event = an_event(seats=9)
    both = [
        a_booking(event, name=ida.name, email=ida.email, person=ida),
        a_booking(event, name="Rasa Petrauskienė", email="rasa@example.test"),
    ]
    assert salutations(both) == {one.id: salutation(one) for one in both}
    assert list(salutations(both).values()) == ["Dear Bell,", "Dear Rasa,"]
