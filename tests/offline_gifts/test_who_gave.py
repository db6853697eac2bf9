"""A check under a name that we nearly know: who gave it is asked, and nobody becomes a third person."""

import pytest
from sqlalchemy import func, select

from chapter import db
from chapter.giving.models import Gift
from chapter.people.models import Person
from chapter.people.rules import persons
from tests import factories
from tests.browser import Browser, Page
from tests.factories import TODAY
from tests.giving.card_gifts import given
from tests.giving.drives import a_drive
from tests.offline_gifts.test_by_hand import look, one
from tests.payments.fake_stripe import FakeStripe

SHARED = "home@example.test"


@pytest.fixture
def office(client: Browser) -> Browser:
    """The treasurer; Nora and Tunde share an email, and there is a drive."""
    factories.sign_in(client, "treasurer")
    factories.a_person("Nora Adeyemi", SHARED)
    factories.a_person("Tunde Adeyemi", SHARED)
    a_drive()
    return client


def givers() -> list[str]:
    """Who gave, by the names that we know them by."""
    db.session.rollback()
    named = select(Person.name).join(Gift, Gift.person_id == Person.id).order_by(Gift.id)
    return list(db.session.scalars(named))


def people() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def typed(office: Browser, **more: str) -> Page:
    """A check is typed into the form on the page, and sent."""
    form = office.get("/office/giving/offline").form("/offline")
    return form.fill(**{"drive": "1", "amount": "75", "name": "Nora", "email": SHARED, **more}).press("Enter")


def test_likely_people_are_shown_first_and_one_press_chooses(office: Browser) -> None:
    before = people()
    page = typed(office)
    assert page.status == 422
    assert "Who gave it?" in page.main
    assert "Tunde Adeyemi" in page.main
    assert db.session.scalars(select(Gift)).all() == []
    done = page.form("/offline").press("Nora Adeyemi")
    assert done.status == 200
    assert givers() == ["Nora Adeyemi"]
    assert people() == before


def test_someone_new_is_one_press_too(office: Browser) -> None:
    before = people()
    typed(office).form("/offline").press("Someone new")
    assert givers() == ["Nora"]
    assert people() == before + 1


def test_nothing_that_was_typed_is_lost_while_it_is_asked(office: Browser) -> None:
    form = typed(office, amount="1,250.50", tribute="memory", tribute_name="Ines").form("/offline")
    kept = [form[name] for name in ("amount", "name", "email", "tribute", "tribute_name")]
    assert kept == ["1,250.50", "Nora", SHARED, "memory", "Ines"]


def test_enter_in_a_field_chooses_nobody(office: Browser) -> None:
    page = typed(office).form("/offline").press()
    assert page.status == 422
    assert "Who gave it?" in page.main
    assert db.session.scalars(select(Gift)).all() == []


def test_an_answer_counts_for_the_name_that_was_asked_about(office: Browser) -> None:
    page = typed(office).form("/offline").fill(name="Tunde A.").press("Someone new")
    assert page.status == 422
    assert page.form("/offline").press("Tunde Adeyemi").status == 200
    assert givers() == ["Tunde Adeyemi"]


def test_a_name_with_a_slip_and_no_email_is_asked_about(office: Browser) -> None:
    page = typed(office, name="Nora Adeyemy", email="")
    assert "Who gave it?" in page.main
    page.form("/offline").press("Nora Adeyemi")
    assert givers() == ["Nora Adeyemi"]


def test_just_the_name_and_email_of_one_ask_nothing(office: Browser) -> None:
    assert one(office, name="Tunde Adeyemi", email="HOME@example.test").status == 200
    assert givers() == ["Tunde Adeyemi"]


def test_pressed_twice_someone_new_is_one_person(office: Browser) -> None:
    before, form = people(), typed(office).form("/offline")
    for _ in range(2):
        assert form.press("Someone new").status == 200
    assert givers() == ["Nora"]
    assert people() == before + 1


def test_each_unclear_line_of_a_list_is_asked_about_before_anything_is_entered(office: Browser) -> None:
    before = people()
    rows = f"50; Nora; {SHARED}\n20; Bea Olszewska\n5; Tunde Adeyemi; {SHARED}\n7; Nora; {SHARED}"
    page = look(office, rows=rows, control="82")
    assert page.status == 200
    assert page.main.count("Who is Nora?") == 1
    again = page.form("/batch").press("Enter 4 gifts")
    assert again.status == 422
    assert "Choose who gave line 1" in again.main
    assert db.session.scalars(select(Gift)).all() == []
    nora = db.session.scalars(select(Person).where(Person.name == "Nora Adeyemi")).one()
    done = again.form("/batch").fill(**{"who-0": nora.public_id}).press("Enter 4 gifts")
    assert "4 gifts are on the meter." in done.text
    assert givers() == ["Nora Adeyemi", "Bea Olszewska", "Tunde Adeyemi", "Nora Adeyemi"]
    assert people() == before + 1


def test_someone_new_who_stands_in_a_list_twice_is_one_person(office: Browser) -> None:
    before = people()
    page = look(office, rows=f"50; Nora; {SHARED}\n7; Nora; {SHARED}", control="57")
    page.form("/batch").fill(**{"who-0": "new"}).press("Enter 2 gifts")
    assert givers() == ["Nora", "Nora"]
    assert people() == before + 1


def test_a_list_goes_back_to_be_changed_with_every_line(office: Browser) -> None:
    page = look(office).form("/batch").press("Edit list")
    assert page.status == 200
    assert "Bea Olszewska" in page.form("/batch")["rows"]
    assert page.form("/batch")["control"] == "75.50"


def test_a_list_that_changed_after_it_was_looked_through_is_looked_at_again(office: Browser) -> None:
    form = look(office).form("/batch")
    form.values["rows"], form.values["control"] = "99; Bea Olszewska", "99"
    page = form.press("Enter")
    assert "not entered yet" in page.h1
    assert db.session.scalars(select(Gift)).all() == []


PUBLIC = [("nora adeyemi", "Nora Adeyemi"), ("Nora", "Nora Adeyemi"), ("Tunde", "Tunde Adeyemi")]


@pytest.mark.parametrize(("name", "meant"), PUBLIC)
def test_at_the_public_door_one_of_two_who_share_an_email_is_no_third_person(
    office: Browser, another: Browser, stripe: FakeStripe, name: str, meant: str
) -> None:
    before = people()
    given(another, stripe, name=name, email=SHARED)
    assert givers() == [meant]
    assert people() == before


@pytest.mark.parametrize("name", ["Ada Adeyemi", "Adeyemi", ""])
def test_whoever_is_neither_of_the_two_is_herself(office: Browser, name: str) -> None:
    with factories.a_writing():
        person = persons.find_or_add(name, SHARED, now=TODAY)
    assert person.name == name
